/*
 * cordon-vectors: runs every vector file below a folder against the library.
 *
 *   cordon-vectors DIR [--topic TOPIC] [--set SET] [--json] [--verbose]
 *
 * Exit status: 0 nothing failed, 1 a case failed or a file could not be read, 2 wrong usage.
 */

#include <locale.h>
#include <stdio.h>
#include <string.h>

#include "tests/vectors/vectors.h"

typedef struct
{
  char *topic;
  char *set;
  guint counts[VECTOR_SKIPPED + 1];
  GPtrArray *failed;   /* ids */
  GPtrArray *messages; /* of the failed */
  GPtrArray *skipped;  /* ids */
  GPtrArray *reasons;  /* of the skipped */
} SetResult;

typedef struct
{
  char *topic;
  char *set;
  gboolean json;
  gboolean verbose;
} Options;

static void
set_result_free (gpointer data)
{
  SetResult *result = data;

  g_free (result->topic);
  g_free (result->set);
  g_ptr_array_unref (result->failed);
  g_ptr_array_unref (result->messages);
  g_ptr_array_unref (result->skipped);
  g_ptr_array_unref (result->reasons);
  g_free (result);
}

static SetResult *
set_result_new (const char *topic, const char *set)
{
  SetResult *result = g_new0 (SetResult, 1);

  result->topic = g_strdup (topic);
  result->set = g_strdup (set);
  result->failed = g_ptr_array_new_with_free_func (g_free);
  result->messages = g_ptr_array_new_with_free_func (g_free);
  result->skipped = g_ptr_array_new_with_free_func (g_free);
  result->reasons = g_ptr_array_new_with_free_func (g_free);

  return result;
}

static void
record (SetResult *result, VectorVerdict verdict, const char *id, const char *message)
{
  result->counts[verdict]++;
  switch (verdict)
    {
    case VECTOR_PASSED: break;
    case VECTOR_FAILED:
      g_ptr_array_add (result->failed, g_strdup (id));
      g_ptr_array_add (result->messages, g_strdup (message));
      break;
    case VECTOR_SKIPPED:
      g_ptr_array_add (result->skipped, g_strdup (id));
      g_ptr_array_add (result->reasons, g_strdup (message));
      break;
    }
}

static void
skip_all (SetResult *result, JsonArray *cases, const char *reason)
{
  for (guint i = 0; i < json_array_get_length (cases); i++)
    {
      JsonNode *node = json_array_get_element (cases, i);
      const char *id = JSON_NODE_HOLDS_OBJECT (node)
                         ? vector_member_string (json_node_get_object (node), "id")
                         : NULL;

      record (result, VECTOR_SKIPPED, id ? id : "(no id)", reason);
    }
}

static void
run_cases (SetResult *result, JsonArray *cases, const VectorRunner *runner)
{
  for (guint i = 0; i < json_array_get_length (cases); i++)
    {
      g_autoptr (VectorCase)
        vector = vector_case_new (result->topic, result->set, json_array_get_object_element (cases, i));
      VectorVerdict verdict = vector_case_run (vector, runner);

      record (result, verdict, vector_get_id (vector), vector_case_get_message (vector));
    }
}

/* Returns: (nullable): NULL where the options leave the file out */
static SetResult *
run_file (JsonObject *file, const Options *options)
{
  const char *topic = vector_member_string (file, "topic");
  const char *set = vector_member_string (file, "set");
  const char *how = vector_member_string (file, "runner");
  JsonArray *cases = vector_member_array (file, "cases");
  const VectorRunner *runner;
  SetResult *result;

  if ((options->topic && strcmp (options->topic, topic) != 0)
      || (options->set && strcmp (options->set, set) != 0))
    return NULL;

  result = set_result_new (topic, set);
  runner = vector_find_runner (topic, set);
  if (runner)
    run_cases (result, cases, runner);
  else if (how && (strstr (how, "reference table") || g_str_has_prefix (how, "Not a test set")))
    skip_all (result, cases, "a reference table, not a test set");
  else
    skip_all (result, cases, "no runner for this set");

  return result;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

/* Every *.json below @path, in a stable order; a single file is taken as it is. */
static void
collect (const char *path, GPtrArray *files)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  if (!folder)
    {
      g_ptr_array_add (files, g_strdup (path));
      return;
    }

  while ((name = g_dir_read_name (folder)))
    g_ptr_array_add (names, g_build_filename (path, name, NULL));
  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < names->len; i++)
    {
      const char *child = names->pdata[i];

      if (g_file_test (child, G_FILE_TEST_IS_DIR) || g_str_has_suffix (child, ".json"))
        collect (child, files);
    }
}

static void
print_skips (const SetResult *result, gboolean verbose)
{
  g_autoptr (GHashTable) counts = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < result->reasons->len; i++)
    {
      const char *reason = result->reasons->pdata[i];
      guint count = GPOINTER_TO_UINT (g_hash_table_lookup (counts, reason)) + 1;

      g_hash_table_insert (counts, (gpointer) reason, GUINT_TO_POINTER (count));
      if (verbose)
        printf ("    skipped %s: %s\n", (const char *) result->skipped->pdata[i], reason);
    }
  if (verbose)
    return;

  for (guint i = 0; i < result->reasons->len; i++)
    {
      const char *reason = result->reasons->pdata[i];
      guint count = GPOINTER_TO_UINT (g_hash_table_lookup (counts, reason));

      if (count > 0)
        printf ("    skipped %u: %s\n", count, reason);
      g_hash_table_insert (counts, (gpointer) reason, NULL);
    }
}

static void
print_text (GPtrArray *results, gboolean verbose)
{
  guint totals[VECTOR_SKIPPED + 1] = { 0 };

  for (guint i = 0; i < results->len; i++)
    {
      const SetResult *result = results->pdata[i];

      printf ("%s/%s: %u passed, %u failed, %u skipped\n", result->topic, result->set,
              result->counts[VECTOR_PASSED], result->counts[VECTOR_FAILED], result->counts[VECTOR_SKIPPED]);
      for (guint j = 0; j < result->failed->len; j++)
        printf ("    FAILED %s: %s\n", (const char *) result->failed->pdata[j],
                (const char *) result->messages->pdata[j]);
      print_skips (result, verbose);
      for (guint j = 0; j < G_N_ELEMENTS (totals); j++)
        totals[j] += result->counts[j];
    }
  printf ("%u passed, %u failed, %u skipped\n", totals[VECTOR_PASSED], totals[VECTOR_FAILED],
          totals[VECTOR_SKIPPED]);
}

static void
add_strings (JsonBuilder *builder, const char *name, GPtrArray *strings)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (guint i = 0; i < strings->len; i++)
    json_builder_add_string_value (builder, strings->pdata[i]);
  json_builder_end_array (builder);
}

static void
add_result (JsonBuilder *builder, const SetResult *result)
{
  static const char *const names[] = { "passed", "failed", "skipped" };

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "topic");
  json_builder_add_string_value (builder, result->topic);
  json_builder_set_member_name (builder, "set");
  json_builder_add_string_value (builder, result->set);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      json_builder_set_member_name (builder, names[i]);
      json_builder_add_int_value (builder, result->counts[i]);
    }
  add_strings (builder, "failed_ids", result->failed);
  json_builder_set_member_name (builder, "skips");
  json_builder_begin_array (builder);
  for (guint i = 0; i < result->skipped->len; i++)
    {
      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, "id");
      json_builder_add_string_value (builder, result->skipped->pdata[i]);
      json_builder_set_member_name (builder, "reason");
      json_builder_add_string_value (builder, result->reasons->pdata[i]);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

static void
print_json (GPtrArray *results)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;

  json_builder_begin_array (builder);
  for (guint i = 0; i < results->len; i++)
    add_result (builder, results->pdata[i]);
  json_builder_end_array (builder);
  root = json_builder_get_root (builder);
  text = json_to_string (root, TRUE);
  puts (text);
}

static gboolean
run_folder (const char *path, const Options *options, GPtrArray *results)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_free);
  gboolean readable = TRUE;

  collect (path, files);
  for (guint i = 0; i < files->len; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonObject) file = vector_load_file (files->pdata[i], &error);
      SetResult *result;

      if (error)
        fprintf (stderr, "cordon-vectors: %s: %s\n", (const char *) files->pdata[i], error->message);
      readable = readable && !error;
      result = file ? run_file (file, options) : NULL;
      if (result)
        g_ptr_array_add (results, result);
    }

  return readable;
}

static gboolean
has_failures (GPtrArray *results)
{
  for (guint i = 0; i < results->len; i++)
    if (((SetResult *) results->pdata[i])->counts[VECTOR_FAILED] > 0)
      return TRUE;

  return FALSE;
}

int
main (int argc, char **argv)
{
  Options options = { 0 };
  g_auto (GStrv) paths = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) results = g_ptr_array_new_with_free_func (set_result_free);
  const GOptionEntry entries[] = {
    { "topic", 0, 0, G_OPTION_ARG_STRING, &options.topic, "Run this topic only", "TOPIC" },
    { "set", 0, 0, G_OPTION_ARG_STRING, &options.set, "Run this set only", "SET" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options.json, "Print a list of results", NULL },
    { "verbose", 0, 0, G_OPTION_ARG_NONE, &options.verbose, "Name every skipped case", NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &paths, NULL, "DIR" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  gboolean readable;

  setlocale (LC_ALL, "");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || !paths || g_strv_length (paths) != 1)
    {
      fprintf (stderr, "cordon-vectors: %s\n", error ? error->message : "give one folder of vectors");
      return 2;
    }

  readable = run_folder (paths[0], &options, results);
  if (results->len == 0)
    {
      fprintf (stderr, "cordon-vectors: %s: no vectors there\n", paths[0]);
      return 2;
    }
  if (options.json)
    print_json (results);
  else
    print_text (results, options.verbose);

  g_free (options.topic);
  g_free (options.set);
  return readable && !has_failures (results) ? 0 : 1;
}
