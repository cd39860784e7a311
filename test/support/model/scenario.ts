/** A scenario file as `JSON.parse` gives it; local date-times are wall-clock times in `timeZone`. */
export interface Scenario {
  scenario: number;
  timeZone: string;
  faculty: Contact;
  campuses: { id: string; name: string; locale: string; announceTo: string; contact: Contact }[];
  rounds: ScenarioRound[];
  applicants: ScenarioApplicant[];
  behaviour: {
    teachers: Record<string, TeacherBehaviour>;
    students: Record<string, Record<string, StudentBehaviour>>;
  };
}

interface Contact {
  name: string;
  email: string;
  phone?: string;
}

export type CalendarField =
  | 'demandOpens'
  | 'demandDue'
  | 'reportDue'
  | 'announceAt'
  | 'applyDue'
  | 'rateDue'
  | 'offersAt'
  | 'closesAt';

export interface ScenarioRound {
  id: string;
  campus: string;
  semester: string;
  calendar: Record<CalendarField, string>;
  positions: ScenarioPosition[];
}

export interface ScenarioPosition {
  id: string;
  course: string;
  title: string;
  kind: string;
  openings: number;
  hours: number;
  teacher: { name: string; email: string };
}

export interface ScenarioApplicant {
  name: string;
  email: string;
  locale: string;
  laos: boolean;
  applications: { position: string; priority: number }[];
}

export interface TeacherBehaviour {
  demand?: { after: string };
  ratings?: Record<string, { ranked: string[]; unsuited: string[]; after: string }>;
}

export interface StudentBehaviour {
  answer: 'accept' | 'decline' | 'silent';
  after?: string;
}
