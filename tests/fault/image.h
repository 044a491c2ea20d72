#pragma once

/* A profile's files as bytes: taken once, damaged and laid out again for each trial. */

#include <glib.h>

#include "storage/store.h"

typedef struct
{
  char *name;
  guint8 *bytes;
  gsize size;
} ImageFile;

typedef struct
{
  GPtrArray *files; /* ImageFile */
} Image;

Image *image_take (const char *folder);
void image_free (Image *image);

/** image_lay_out: makes @folder hold exactly the image. */
void image_lay_out (const Image *image, const char *folder);
ImageFile *image_find (const Image *image, const char *name);
void image_empty_folder (const char *folder);

/** image_scratch: Returns: (transfer full): a new folder, in memory where the system has such a place. */
char *image_scratch (void);

/** grants_of: Returns: (transfer full): one line per grant with all it says, sorted. */
char *grants_of (const CordonStore *store);

/** is_subset: whether each line of @part is one of @whole. */
gboolean is_subset (const char *part, const char *whole);

/** count_all_problems: Returns: how many the store reported. */
guint count_all_problems (const CordonStore *store);

/** is_long: whether this is ./dev torture. */
gboolean is_long (void);
