/*
 * Sleeps where it is told to.
 */

#include "shell/delay.h"

#include <string.h>

#define LONGEST_MS 5000

void
shell_delay (const char *place)
{
  const char *places = g_getenv ("CORDON_SHELL_DELAYS");
  g_auto (GStrv) entries = places ? g_strsplit (places, ",", -1) : NULL;
  for (char **entry = entries; entry && *entry; entry++)
    {
      const char *value = strchr (*entry, '=');
      if (!value || strlen (place) != (gsize) (value - *entry) || !g_str_has_prefix (*entry, place))
        continue;
      g_usleep (1000 * (gulong) CLAMP (g_ascii_strtoll (value + 1, NULL, 10), 0, LONGEST_MS));
    }
}
