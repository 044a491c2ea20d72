#include "storage/problem.h"

static const char *const names[] = {
  [CORDON_STORE_PROBLEM_NONE] = "none",
  [CORDON_STORE_PROBLEM_ROW_DAMAGED] = "row-damaged",
  [CORDON_STORE_PROBLEM_ROWS_MISSING] = "rows-missing",
  [CORDON_STORE_PROBLEM_RECOVERED] = "recovered",
  [CORDON_STORE_PROBLEM_ROLLED_BACK] = "rolled-back",
  [CORDON_STORE_PROBLEM_NEWER_SCHEMA] = "newer-schema",
  [CORDON_STORE_PROBLEM_READ_ONLY] = "read-only",
  [CORDON_STORE_PROBLEM_CLOCK_SET_BACK] = "clock-set-back",
  [CORDON_STORE_PROBLEM_WRITE_FAILED] = "write-failed",
  [CORDON_STORE_PROBLEM_REVOCATION_LATE] = "revocation-late",
  [CORDON_STORE_PROBLEM_JOURNAL_DAMAGED] = "journal-damaged",
  [CORDON_STORE_PROBLEM_COUNTER] = "counter",
};

G_STATIC_ASSERT (G_N_ELEMENTS (names) == CORDON_N_STORE_PROBLEMS);

const char *
cordon_store_problem_to_string (CordonStoreProblem problem)
{
  return names[(guint) problem < CORDON_N_STORE_PROBLEMS ? problem : CORDON_STORE_PROBLEM_NONE];
}
