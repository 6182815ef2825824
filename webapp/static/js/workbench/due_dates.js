// Deadlines that a designer chooses by parameter: the expression of each unit, and the parameter of an expression.

const UNITS = {
  working_days: {
    write: (id) => `=add working days(today(), parameters.${id})`,
    pattern: /^=\s*add working days\(today\(\), parameters\.(\w+)\)$/
  },
  days: {
    write: (id) => `=today() + parameters.${id} * duration("P1D")`,
    pattern: /^=\s*today\(\) \+ parameters\.(\w+) \* duration\("P1D"\)$/
  }
};

/** The parameters that a deadline can be chosen from. */
export function deadlineParameters(parameters) {
  return parameters.filter(({ unit }) => unit in UNITS);
}

/** The expression of a deadline that lasts as long as the parameter says, counted from the day the step begins. */
export function expressionOf({ id, unit }) {
  return UNITS[unit].write(id);
}

/** The id of the parameter that an expression of this kind counts by; "" for any other expression. */
export function parameterOf(expression) {
  const found = Object.values(UNITS).map(({ pattern }) => pattern.exec(expression)).find(Boolean);
  return found ? found[1] : "";
}
