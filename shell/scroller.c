/*
 * A scrolled window does not ask how high its lines become when they wrap; here somebody does.
 */

#include "shell/scroller.h"

#define SCROLLED_KEY "scrolled"
#define CONTENT_KEY "content"

GtkBox *
shell_scroller_add (GtkBox *card, int spacing)
{
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_VERTICAL, spacing);
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), content);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_overlay_scrolling (GTK_SCROLLED_WINDOW (scrolled),
                                             FALSE); /* that there is more is seen */
  gtk_widget_set_focusable (scrolled, FALSE);
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_box_append (card, scrolled);
  g_object_set_data (G_OBJECT (card), SCROLLED_KEY, scrolled);
  g_object_set_data (G_OBJECT (card), CONTENT_KEY, content);
  return GTK_BOX (content);
}

GtkBox *
shell_scroller_get_content (GtkWidget *card)
{
  return GTK_BOX (g_object_get_data (G_OBJECT (card), CONTENT_KEY));
}

static int
natural_size (GtkWidget *widget, GtkOrientation orientation, int for_size)
{
  int natural = 0;
  gtk_widget_measure (widget, orientation, for_size, NULL, &natural, NULL, NULL);
  return natural;
}

int
shell_scroller_get_height (GtkWidget *card, int width)
{
  GtkWidget *scrolled = g_object_get_data (G_OBJECT (card), SCROLLED_KEY);
  GtkWidget *content = g_object_get_data (G_OBJECT (card), CONTENT_KEY);
  GtkBorder padding, border;
  gtk_style_context_get_padding (gtk_widget_get_style_context (card), &padding);
  gtk_style_context_get_border (gtk_widget_get_style_context (card), &border);
  int inside = width - padding.left - padding.right - border.left - border.right;
  return natural_size (card, GTK_ORIENTATION_VERTICAL, width)
         - natural_size (scrolled, GTK_ORIENTATION_VERTICAL, -1)
         + natural_size (content, GTK_ORIENTATION_VERTICAL, MAX (inside, 0));
}
