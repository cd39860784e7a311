import { pathText, type Rule, type Tell } from './rule.js';

/** Tells of each value that was given before. The place of the first is in the message. */
function unique<T>(tell: Tell, message: (first: string) => string) {
  const places = new Map<T, PropertyKey[]>();
  return (path: PropertyKey[], value: T | undefined) => {
    if (value === undefined) return;
    const first = places.get(value);
    if (first) tell(path, value, message(pathText(first)));
    else places.set(value, path);
  };
}

const another = (noun: string) => (first: string) =>
  `is also the id of ${first.replace(/\.id$/, '')}. Give each ${noun} an id of its own.`;

/** No campus, round, position or applicant twice, no course twice in a round, no wish or rating twice. */
export const checkDuplicates: Rule = (scenario, tell) => {
  const campus = unique<string>(tell, another('campus'));
  for (const [c, { id } = {}] of (scenario.campuses ?? []).entries()) campus(['campuses', c, 'id'], id);

  const roundId = unique<string>(tell, another('round'));
  const positionId = unique<string>(tell, another('position'));
  for (const [r, round = {}] of (scenario.rounds ?? []).entries()) {
    roundId(['rounds', r, 'id'], round.id);
    const courses = unique<string>(tell, (first) => `is asked for by ${first} too. List a course once in a round.`);
    for (const [p, { id, course } = {}] of (round.positions ?? []).entries()) {
      positionId(['rounds', r, 'positions', p, 'id'], id);
      courses(['rounds', r, 'positions', p, 'course'], course);
    }
  }
  checkApplicants(scenario, tell);
  checkRatings(scenario, tell);
};

const checkApplicants: Rule = ({ applicants = [] }, tell) => {
  const address = unique<string>(tell, (first) => `is also ${first}. List an applicant once.`);
  for (const [a, { email, applications = [] } = {}] of applicants.entries()) {
    address(['applicants', a, 'email'], email);
    const position = unique<string>(tell, (first) => `is also ${first}. Apply for a position once.`);
    const priority = unique<number>(tell, (first) => `is also ${first}. Give each application its own priority.`);
    for (const [w, wish] of applications.entries()) {
      position(['applicants', a, 'applications', w, 'position'], wish?.position);
      priority(['applicants', a, 'applications', w, 'priority'], wish?.priority);
    }
  }
};

const checkRatings: Rule = ({ behaviour }, tell) => {
  for (const [teacher, { ratings = {} } = {}] of Object.entries(behaviour?.teachers ?? {})) {
    for (const [position, rating = {}] of Object.entries(ratings)) {
      const student = unique<string>(tell, (first) => `is also ${first}. Rate a student once.`);
      for (const order of ['ranked', 'unsuited'] as const)
        for (const [index, email] of (rating[order] ?? []).entries())
          student(['behaviour', 'teachers', teacher, 'ratings', position, order, index], email);
    }
  }
};
