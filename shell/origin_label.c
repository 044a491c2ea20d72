/*
 * Finding the registrable domain in an address, and weight for it.
 */

#include "shell/origin_label.h"

#include <libsoup/soup.h>
#include <string.h>

char *
shell_registrable_domain (const char *host)
{
  const char *domain = soup_tld_get_base_domain (host, NULL);
  return g_strdup (domain ? domain : host);
}

/* Of a host whose middle was left out, the end is what counts. */
static gsize
measure_domain (const char *host)
{
  const char *cut = strstr (host, "\xe2\x80\xa6");
  g_autofree char *domain = shell_registrable_domain (cut ? cut + strlen ("\xe2\x80\xa6") : host);
  return strlen (domain);
}

static PangoAttribute *
over (PangoAttribute *attribute, gsize from, gsize to)
{
  attribute->start_index = (guint) from;
  attribute->end_index = (guint) to;
  return attribute;
}

/* Where the host stands between the scheme and the port; FALSE for what is no address of a host. */
static gboolean
find_host (const char *text, gsize *out_from, gsize *out_to)
{
  const char *begin = strstr (text, "://");
  if (!begin)
    return FALSE;
  begin += strlen ("://");
  const char *end = *begin == '[' ? strchr (begin, ']') : NULL;
  end = end ? end + 1 : begin + strcspn (begin, ":/");
  *out_from = (gsize) (begin - text);
  *out_to = (gsize) (end - text);
  return *out_to > *out_from;
}

void
shell_origin_label_set (GtkLabel *label, const char *text)
{
  gsize from = 0, to = 0;
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  gtk_label_set_text (label, text);
  if (find_host (text, &from, &to))
    {
      g_autofree char *host = g_strndup (text + from, to - from);
      gsize begin = to - measure_domain (host);
      pango_attr_list_insert (attributes,
                              over (pango_attr_weight_new (PANGO_WEIGHT_NORMAL), 0, strlen (text)));
      pango_attr_list_insert (attributes, over (pango_attr_weight_new (PANGO_WEIGHT_BOLD), begin, to));
    }
  gtk_label_set_attributes (label, attributes);
}
