/*
 * What went wrong with a store, without a decision depending on it: for a notice in the chrome, the debug page and
 * people.
 */

#pragma once

#include <glib.h>

#include "permissions/visibility.h"

G_BEGIN_DECLS

typedef enum
{
  CORDON_STORE_PROBLEM_NONE = 0,
  CORDON_STORE_PROBLEM_ROW_DAMAGED,  /* a row does not verify; its permission reads prompt */
  CORDON_STORE_PROBLEM_ROWS_MISSING, /* rows that were committed are not there any more */
  CORDON_STORE_PROBLEM_RECOVERED, /* the damaged file was moved aside, the rows that verify are in a fresh one */
  CORDON_STORE_PROBLEM_ROLLED_BACK, /* the file is an older copy of itself: its grants read prompt, its blocks hold */
  CORDON_STORE_PROBLEM_NEWER_SCHEMA, /* written by a newer version: read-only, everything reads prompt */
  CORDON_STORE_PROBLEM_READ_ONLY,    /* the medium cannot be written */
  CORDON_STORE_PROBLEM_CLOCK_SET_BACK, /* lifetimes were moved along, so that nothing lives longer */
  CORDON_STORE_PROBLEM_WRITE_FAILED,   /* something that nobody waits for could not be written */
  CORDON_STORE_PROBLEM_REVOCATION_LATE, /* a revocation holds now, but could not be written yet; it is tried again */
  CORDON_STORE_PROBLEM_JOURNAL_DAMAGED, /* the journal's chain does not verify */
  CORDON_STORE_PROBLEM_COUNTER,         /* the keystore's counter could not be read or written */
} CordonStoreProblem;

#define CORDON_N_STORE_PROBLEMS 12

/** cordon_store_problem_to_string: Returns: (transfer none): a stable name. */
CORDON_API const char *cordon_store_problem_to_string (CordonStoreProblem problem);

/**
 * CordonStoreProblemFunc: @detail is a sentence with what to do next, valid during the call. Main thread of the
 * store.
 */
typedef void (*CordonStoreProblemFunc) (CordonStoreProblem problem, const char *detail, gpointer data);

G_END_DECLS
