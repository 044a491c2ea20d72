#pragma once

/* One command line, taken apart, and the commands. */

#include "storage/store.h"

/* Exit statuses. */
#define EXIT_GOOD 0
#define EXIT_BAD 1 /* done, and something is not as it should be; or there is no such thing */
#define EXIT_USAGE 2
#define EXIT_BUSY 3 /* a browser has the profile open */

typedef struct
{
  const char *profile;
  const char *const *operands; /* NULL-terminated */
  guint n_operands;
  gboolean json;
  char *origin;
  char *feature;
  char *from;
  int last; /* CORDON_LAST_ALL: all */
} CommandLine;

#define CORDON_LAST_ALL G_MAXINT

/** CommandOption: bits: what a command has a use for; --json is for all. */
typedef enum
{
  OPTION_NONE = 0,
  OPTION_ORIGIN = 1 << 0,
  OPTION_FEATURE = 1 << 1,
  OPTION_FROM = 1 << 2,
  OPTION_LAST = 1 << 3,
} CommandOption;

/** Command: @run returns an exit status. */
typedef struct
{
  const char *name;
  const char *operands;
  const char *what;
  guint n_least;
  guint n_most;     /* operands; 0: none */
  guint options;    /* CommandOption */
  gboolean creates; /* may begin a new profile */
  int (*run) (CordonStore *store, const CommandLine *line);
} Command;

int command_list (CordonStore *store, const CommandLine *line);
int command_show (CordonStore *store, const CommandLine *line);
int command_revoke (CordonStore *store, const CommandLine *line);
int command_undo (CordonStore *store, const CommandLine *line);
int command_import (CordonStore *store, const CommandLine *line);
int command_export (CordonStore *store, const CommandLine *line);
int command_verify (CordonStore *store, const CommandLine *line);
int command_journal (CordonStore *store, const CommandLine *line);

/** fail: says what is wrong. Returns: EXIT_BAD. */
int fail (const char *format, ...) G_GNUC_PRINTF (1, 2);

/** origin_of: Returns: (transfer full) (nullable): the origin; NULL after saying that @text is none. */
CordonOrigin *origin_of (const char *text);

/** now_us: Returns: the wall clock. */
gint64 now_us (void);
