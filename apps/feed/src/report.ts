/** Token of the function that writes an unexpected error into the log. */
export const Report = Symbol('Report');
