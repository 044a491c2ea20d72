/* cordon-profile: a profile's permissions, for people. */

#include <errno.h>
#include <glib/gstdio.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

#include "permissions/error.h"
#include "tools/cordon-profile/command.h"
#include "tools/cordon-profile/report.h"

#define OPTIONS_OF_GRANTS (OPTION_ORIGIN | OPTION_FEATURE)

static const Command commands[] = {
  { "list", "", "all stored decisions", 0, 0, OPTIONS_OF_GRANTS, FALSE, command_list },
  { "show", "ID|ORIGIN", "all of one decision, or of those of a site", 1, 1, OPTION_FEATURE, FALSE,
    command_show },
  { "revoke", "[ID...]", "take back (or --origin ORIGIN: all of a site)", 0, G_MAXUINT, OPTIONS_OF_GRANTS,
    FALSE, command_revoke },
  { "undo", "[UNDO-ID]", "list what can be brought back, or bring it back", 0, 1, OPTION_NONE, FALSE,
    command_undo },
  { "import", "PATH", "take over from a browser (--from)", 1, 1, OPTION_FROM, TRUE, command_import },
  { "export", "[FILE]", "all decisions as JSON", 0, 1, OPTIONS_OF_GRANTS, FALSE, command_export },
  { "verify", "", "check every row and the journal's chain", 0, 0, OPTION_NONE, FALSE, command_verify },
  { "journal", "", "what was decided, taken back, ended, cleared", 0, 0, OPTIONS_OF_GRANTS | OPTION_LAST,
    FALSE, command_journal },
};

static void
say (const char *text)
{
  g_autofree char *shown = printable (text);

  fprintf (stderr, "cordon-profile: %s\n", shown);
}

int
fail (const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  say (text);
  return EXIT_BAD;
}

CordonOrigin *
origin_of (const char *text)
{
  CordonOrigin *origin = cordon_origin_new (text, -1, NULL);

  if (!origin)
    fail ("\"%s\" is not an origin such as https://example.org", text);
  return origin;
}

gint64
now_us (void)
{
  return cordon_clock_now (NULL).wall_us;
}

static char *
summary (void)
{
  GString *text = g_string_new ("Commands:\n");

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_autofree char *form = g_strdup_printf ("%s PROFILE %s", commands[i].name, commands[i].operands);

      g_string_append_printf (text, "  %-28s %s\n", form, commands[i].what);
    }
  g_string_append (text, "\nPROFILE is the profile's folder. Exit status: 0 good, 1 something is wrong,\n"
                         "2 wrong usage, 3 a browser has the profile open.");
  return g_string_free (text, FALSE);
}

static const Command *
find_command (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (strcmp (commands[i].name, name) == 0)
      return &commands[i];
  return NULL;
}

static void
tell_problem (CordonStoreProblem problem, const char *detail, gpointer data)
{
  say (detail);
}

static int
run (const Command *command, const CommandLine *line)
{
  g_autofree char *file = g_build_filename (line->profile, "cordon.sqlite", NULL);
  const gboolean is_new = !g_file_test (file, G_FILE_TEST_EXISTS);
  g_autoptr (CordonStore) store = NULL;
  g_autoptr (GError) error = NULL;

  /* Opening makes what is missing: not for somebody who mistyped a name. */
  if (is_new && !command->creates)
    return fail ("%s is not a profile: it has no cordon.sqlite. Name the folder that has one.",
                 line->profile);
  if (command->creates && !g_file_test (line->operands[0], G_FILE_TEST_EXISTS))
    return fail ("there is no %s; name another file", line->operands[0]);

  store = cordon_store_open (line->profile, NULL, &error);
  if (!store)
    {
      fail ("%s", error->message);
      return g_error_matches (error, CORDON_ERROR, CORDON_ERROR_STORE_BUSY) ? EXIT_BUSY : EXIT_BAD;
    }
  if (is_new)
    say ("this was no profile yet; now it is one");
  /* Verifying lists them itself. */
  if (command->run != command_verify)
    cordon_store_foreach_problem (store, tell_problem, NULL);
  return command->run (store, line);
}

/* The first option that the command has no use for, or NULL. */
static const char *
find_useless_option (const Command *command, const CommandLine *line)
{
  const struct
  {
    CommandOption option;
    const char *name;
    gboolean given;
  } options[] = {
    { OPTION_ORIGIN, "--origin", line->origin != NULL },
    { OPTION_FEATURE, "--feature", line->feature != NULL },
    { OPTION_FROM, "--from", line->from != NULL },
    { OPTION_LAST, "--last", line->last != CORDON_LAST_ALL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (options); i++)
    if (options[i].given && !(command->options & options[i].option))
      return options[i].name;
  return NULL;
}

/* Returns: FALSE after saying what is wrong. */
static gboolean
check_options (const Command *command, const CommandLine *line)
{
  const char *useless = find_useless_option (command, line);

  if (useless)
    fail ("%s has no use for %s; --help tells more", command->name, useless);
  else if (line->feature && cordon_feature_from_string (line->feature) == CORDON_FEATURE_NONE)
    fail ("there is no feature \"%s\"; there are camera, microphone, display-capture and speaker-selection",
          line->feature);
  else if (line->last < 1)
    fail ("--last wants a number of entries, 1 at the least");
  else if ((command->options & OPTION_FROM) && g_strcmp0 (line->from, "firefox") != 0
           && g_strcmp0 (line->from, "chromium") != 0)
    fail ("say --from firefox or --from chromium");
  else
    return TRUE;
  return FALSE;
}

/* Takes apart what is left when the options are gone. Returns: an exit status. */
static int
obey (int argc, char **argv, CommandLine *line)
{
  const Command *command = argc > 1 ? find_command (argv[1]) : NULL;
  const guint n_operands = (guint) MAX (argc - 3, 0);

  if (argc < 2)
    fail ("name a command and a profile; --help tells more");
  else if (!command)
    fail ("there is no command \"%s\"; --help lists them", argv[1]);
  else if (argc < 3)
    fail ("%s wants a profile: the folder that has cordon.sqlite", command->name);
  else if (n_operands < command->n_least)
    fail ("%s wants %s", command->name, command->operands);
  else if (n_operands > command->n_most)
    fail ("%s does not know what to do with \"%s\"; --help tells more", command->name,
          argv[3 + command->n_most]);
  else if (check_options (command, line))
    {
      line->profile = argv[2];
      line->operands = (const char *const *) argv + 3;
      line->n_operands = n_operands;
      return run (command, line);
    }
  return EXIT_USAGE;
}

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new ("COMMAND PROFILE ...");
  g_autofree char *text = summary ();
  g_autoptr (GError) error = NULL;
  CommandLine line = { .last = CORDON_LAST_ALL };
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &line.json, "JSON instead of a table", NULL },
    { "origin", 0, 0, G_OPTION_ARG_STRING, &line.origin, "only of this site", "ORIGIN" },
    { "feature", 0, 0, G_OPTION_ARG_STRING, &line.feature, "only of this feature", "NAME" },
    { "from", 0, 0, G_OPTION_ARG_STRING, &line.from, "the browser to import from", "firefox|chromium" },
    { "last", 0, 0, G_OPTION_ARG_INT, &line.last, "only the last entries of the journal", "N" },
    G_OPTION_ENTRY_NULL,
  };
  int status = EXIT_USAGE;

  setlocale (LC_ALL, "");
  g_option_context_set_summary (
    context, "Shows, checks and changes what a profile's user decided about cameras and microphones.");
  g_option_context_set_description (context, text);
  g_option_context_add_main_entries (context, entries, NULL);
  if (g_option_context_parse (context, &argc, &argv, &error))
    status = obey (argc, argv, &line);
  else
    fail ("%s; --help tells more", error->message);
  if (fflush (stdout) != 0 || ferror (stdout))
    status = fail ("the answer cannot be written: %s", g_strerror (errno));
  g_free (line.origin);
  g_free (line.feature);
  g_free (line.from);
  return status;
}
