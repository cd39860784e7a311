import { type ModelOffer, playOffers } from './offers.js';
import type { Scenario, ScenarioPosition, ScenarioRound } from './scenario.js';
import { after, type Calendar, calendarOf, isBefore, later, type Moment, midpoint } from './time.js';

/** An announced position, from its announcement to its settlement. */
export interface PlayedPosition {
  id: string;
  openings: number;
  teacher: string;
  applicants: string[];
  /** When the teacher rates, in time or not; undefined when never. */
  ratedAt: Moment | undefined;
  offers: ModelOffer[];
  settledAt: Moment;
}

/** A round played to its end. */
export interface PlayedRound {
  id: string;
  calendar: Calendar;
  contact: string;
  faculty: string;
  announceTo: string;
  demands: { teacher: string; answeredAt: Moment | undefined }[];
  appliedAt: Moment;
  /** The announced ones. */
  positions: PlayedPosition[];
  /** When the last position was settled; undefined when none was announced. */
  settledAt: Moment | undefined;
}

/** Plays one round of the scenario: rounds share people and nothing else. */
export function playRound(scenario: Scenario, round: ScenarioRound): PlayedRound {
  const calendar = calendarOf(round, scenario.timeZone);
  const campus = scenario.campuses.find(({ id }) => id === round.campus);
  if (campus === undefined) throw new Error(`round ${round.id} is of campus ${round.campus}, which is not listed`);

  const answeredAt = ({ teacher }: ScenarioPosition) => {
    const demand = scenario.behaviour.teachers[teacher.email]?.demand;
    return demand && after(calendar.demandOpens, demand.after);
  };
  const isReported = (position: ScenarioPosition) => {
    const at = answeredAt(position);
    return at !== undefined && isBefore(at, calendar.reportDue);
  };
  const positions = round.positions.filter(isReported).map((position) => playPosition(scenario, position, calendar));
  return {
    id: round.id,
    calendar,
    contact: campus.contact.email,
    faculty: scenario.faculty.email,
    announceTo: campus.announceTo,
    demands: round.positions.map((position) => ({ teacher: position.teacher.email, answeredAt: answeredAt(position) })),
    appliedAt: midpoint(calendar.announceAt, calendar.applyDue),
    positions,
    settledAt: positions.map((position) => position.settledAt).reduce<Moment | undefined>(latest, undefined),
  };
}

const latest = (a: Moment | undefined, b: Moment): Moment => (a === undefined ? b : later(a, b));

function playPosition(scenario: Scenario, position: ScenarioPosition, calendar: Calendar): PlayedPosition {
  const { id, openings, teacher } = position;
  const { teachers, students } = scenario.behaviour;
  const applicants = scenario.applicants
    .filter(({ applications }) => applications.some((application) => application.position === id))
    .map(({ email }) => email);
  const rating = applicants.length > 0 ? teachers[teacher.email]?.ratings?.[id] : undefined;
  const ratedAt = rating && after(calendar.applyDue, rating.after);
  const played = playOffers({
    openings,
    ranked: [...new Set(rating?.ranked)].filter((student) => applicants.includes(student)),
    ratedAt,
    hasApplicants: applicants.length > 0,
    calendar,
    behaviourOf: (student) => students[student]?.[id],
  });
  return { id, openings, teacher: teacher.email, applicants, ratedAt, ...played };
}
