#pragma once

/*
 * A store whose folder somebody can write, but not its key: the embedder's keystore holds that. They also have a
 * copy of the file from when everything was allowed.
 */

#include "storage/store.h"

#define SCENE_FILE "cordon.sqlite"

/* What is in each store at first. REVOKED, REPLACED and CLEARED were allowed once, and their rows are still around. */
#define ALLOWED "https://allowed.example"
#define BLOCKED "https://blocked.example"
#define REVOKED "https://revoked.example"
#define REPLACED "https://replaced.example"
#define CLEARED "https://cleared.example"

typedef struct
{
  char *folder;
  char *old; /* a copy of the file from when everything was allowed */
  guint64 counter;
  guint8 key;
  CordonStoreOptions options;
} Scene;

/** scene_new: @key: its bytes; @with_counter: the keystore holds one. Returns: (transfer full). */
Scene *scene_new (guint8 key, gboolean with_counter);
void scene_free (Scene *scene);

/* For CORDON_TEST_WITH; the state is a Scene. */
int scene_set_up (void **state);
int scene_set_up_with_counter (void **state);
int scene_tear_down (void **state);

/** scene_open: fails the test where that cannot be. Returns: (transfer full). */
CordonStore *scene_open (Scene *scene);

/** scene_answer: 1 allowed, 0 blocked, -1 nothing is said. */
int scene_answer (const CordonStore *store, const char *origin);

/** scene_file: Returns: (transfer full): the path of the file called @name. */
char *scene_file (const Scene *scene, const char *name);
void scene_copy_file (const char *from, const char *to);

/** scene_tamper: runs @sql with everything off that could refuse it; the old copy is there as "old". */
void scene_tamper (const Scene *scene, const char *sql);

/** scene_check_closed: what the user closed is closed, whatever else was lost. */
void scene_check_closed (const CordonStore *store);

/** scene_expect: opens it, twice, and compares; @told: there has to be a problem the first time. */
void scene_expect (Scene *scene, int allowed, int blocked, gboolean told);

/** scene_put_number: big endian, as SQLite's files have them. */
void scene_put_number (guint8 *at, guint32 number, guint size);
