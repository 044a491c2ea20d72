/*
 * Vectors: cases that others wrote, kept outside this repository as data. A runner is a function for one set of a
 * topic; it plays one case and says what disagreed. Adding one is adding a row to the runners of its topic's file.
 *
 *   static void
 *   run_something (VectorCase *vector)
 *   {
 *     g_autofree char *input = vector_get_string (vector_get_object (vector), "input");
 *
 *     if (vector_has_tag (vector, "custom-scheme"))
 *       vector_skip (vector, "the engine registers schemes");
 *     vector_check_boolean (vector, "valid", is_valid (input));
 *   }
 *
 *   const VectorRunner vector_runners_topic[] = { { "topic", "set", run_something }, { NULL } };
 */

#pragma once

#include <json-glib/json-glib.h>

typedef struct _VectorCase VectorCase;

typedef void (*VectorFunc) (VectorCase *vector);

typedef struct
{
  const char *topic;
  const char *set;
  VectorFunc run;
} VectorRunner;

/**
 * VectorException: a difference that a requirement row or a decision asks for, told by what the case is, never by
 * its id.
 *
 * A failing case to which it applies counts as skipped for @reason; a passing one counts as passed.
 */
typedef struct
{
  const char *topic;
  const char *set;
  gboolean (*applies) (VectorCase *vector); /* NULL: @tag decides alone */
  const char *tag;                          /* nullable */
  const char *row;                          /* the row or decision that Cordon follows */
  const char *reason;
} VectorException;

extern const VectorException vector_exceptions[]; /* ends with a NULL topic */

/* The case, as the file has it; steps and expectations are members of it. */
JsonObject *vector_get_object (VectorCase *vector);
const char *vector_get_id (VectorCase *vector);
const char *vector_get_set (VectorCase *vector);
gboolean vector_has_tag (VectorCase *vector, const char *tag);

/* The verdicts. A case without any has passed. The first skip wins over everything; failures add up. */
void vector_skip (VectorCase *vector, const char *reason);
void vector_fail (VectorCase *vector, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* Compare with the member @name of `expect`; a member that is not there compares with anything. */
void vector_check_boolean (VectorCase *vector, const char *name, gboolean actual);
void vector_check_int (VectorCase *vector, const char *name, gint64 actual);
void vector_check_string (VectorCase *vector, const char *name, const char *actual);

/* Members of any object of a case. A missing or null string is NULL; boolean FALSE; int 0. */
JsonObject *vector_member_object (JsonObject *object, const char *name);
JsonArray *vector_member_array (JsonObject *object, const char *name);
gboolean vector_member_boolean (JsonObject *object, const char *name);
gint64 vector_member_int (JsonObject *object, const char *name);
gboolean vector_has_member (JsonObject *object, const char *name);

/* Returns: (transfer full) (nullable): the string, with the NULs of the case in it. */
char *vector_member_bytes (JsonObject *object, const char *name, gsize *out_size);

/* Returns: (transfer none) (nullable): the string where it cannot hold a NUL. */
const char *vector_member_string (JsonObject *object, const char *name);

/* The runner's side, main.c. */
typedef enum
{
  VECTOR_PASSED = 0,
  VECTOR_FAILED,
  VECTOR_SKIPPED,
} VectorVerdict;

VectorCase *vector_case_new (const char *topic, const char *set, JsonObject *object);
void vector_case_free (VectorCase *vector);
VectorVerdict vector_case_run (VectorCase *vector, const VectorRunner *runner);
const char *vector_case_get_message (VectorCase *vector);

const VectorRunner *vector_find_runner (const char *topic, const char *set);

/*
 * Returns: (transfer full) (nullable): the root object of a JSON file, its NULs kept apart; NULL where it is no
 * vector file.
 */
JsonObject *vector_load_file (const char *path, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VectorCase, vector_case_free)
