/*
 * Cards, their place, and the keys that lead to them.
 */

#include "shell/prompt_area.h"

#include <glib/gi18n.h>

#include "shell/labels.h"
#include "shell/prompt_card.h"
#include "shell/scroller.h"
#include "shell/tab.h"

#define GAP 8 /* pixels between a card and the edges of its area */
#define CARD_WIDTH 440

struct _ShellPromptArea
{
  ShellBrowser *browser;
  GtkWidget *window;
  GtkOverlay *overlay;
  GtkWidget *chip;
  GPtrArray *cards; /* one for each tab at most */
  ShellTab *current;
  guint64 opened_id; /* the quiet question that the user has opened */
  int margin;
};

/* As wide as it likes to be, and never beyond the area: in a narrow window it moves left, and then shrinks. */
static gboolean
place_child (GtkOverlay *overlay, GtkWidget *child, GdkRectangle *place, ShellPromptArea *area)
{
  int minimum = 0, natural = 0;
  int width = gtk_widget_get_width (GTK_WIDGET (overlay)),
      height = gtk_widget_get_height (GTK_WIDGET (overlay));
  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
  place->width = MAX (minimum, MIN (MAX (natural, CARD_WIDTH), width - 2 * GAP));
  natural = shell_scroller_get_height (child, place->width);
  gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, place->width, &minimum, NULL, NULL, NULL);
  place->height = MAX (minimum, MIN (natural, height - 2 * GAP));
  place->x = MAX (MIN (area->margin, width - GAP - place->width), 0);
  place->y = GAP;
  return TRUE;
}

static gboolean
is_for_current (ShellPromptArea *area, CordonPrompt *prompt)
{
  return area->current && cordon_prompt_is_open (prompt)
         && cordon_prompt_get_tab_id (prompt) == shell_tab_get_id (area->current);
}

static GtkWidget *
find_current (ShellPromptArea *area)
{
  for (guint i = 0; i < area->cards->len; i++)
    if (is_for_current (area, shell_prompt_card_get_prompt (g_ptr_array_index (area->cards, i))))
      return g_ptr_array_index (area->cards, i);
  return NULL;
}

static gboolean
waits_behind_chip (ShellPromptArea *area, CordonPrompt *prompt)
{
  return cordon_prompt_is_quiet (prompt) && cordon_prompt_get_id (prompt) != area->opened_id;
}

static gboolean
has_focus_inside (ShellPromptArea *area, GtkWidget *card)
{
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (area->window));
  return focus && gtk_widget_is_ancestor (focus, card);
}

/* Who answered with keys goes on in the page. */
static void
hand_focus_back (ShellPromptArea *area, GtkWidget *card)
{
  if (area->current && has_focus_inside (area, card))
    gtk_widget_grab_focus (GTK_WIDGET (shell_tab_get_view (area->current)));
}

static void
update (ShellPromptArea *area)
{
  GtkWidget *current = find_current (area);
  CordonPrompt *prompt = current ? shell_prompt_card_get_prompt (current) : NULL;
  gboolean quiet = prompt && waits_behind_chip (area, prompt);
  for (guint i = 0; i < area->cards->len; i++)
    gtk_widget_set_visible (g_ptr_array_index (area->cards, i),
                            g_ptr_array_index (area->cards, i) == (gpointer) current && !quiet);
  gtk_widget_set_visible (area->chip, quiet);
  if (quiet)
    gtk_widget_set_tooltip_text (area->chip, cordon_prompt_get_summary (prompt));
}

static void
open_quiet (GtkButton *chip, ShellPromptArea *area)
{
  GtkWidget *card = find_current (area);
  if (card)
    area->opened_id = cordon_prompt_get_id (shell_prompt_card_get_prompt (card));
  update (area);
}

/* Nothing is focused when a card appears: a key that is under way goes where it was meant to go. */
static gboolean
key_pressed (GtkEventControllerKey *keys, guint key, guint code, GdkModifierType state, ShellPromptArea *area)
{
  GtkWidget *card = find_current (area);
  if (!card || !gtk_widget_get_mapped (card))
    return FALSE;
  if (key == GDK_KEY_Escape)
    return shell_prompt_card_dismiss (card);
  if (key != GDK_KEY_F6)
    return FALSE;
  if (has_focus_inside (area, card))
    gtk_widget_grab_focus (GTK_WIDGET (shell_tab_get_view (area->current)));
  else
    shell_prompt_card_grab_focus (card);
  return TRUE;
}

static GtkWidget *
make_chip (ShellPromptArea *area)
{
  GtkWidget *chip = gtk_button_new_from_icon_name ("dialog-question-symbolic");
  gtk_widget_set_name (chip, "quiet-prompt");
  gtk_widget_add_css_class (chip, "flat");
  gtk_widget_set_focus_on_click (chip, FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (chip), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("This site has a question"), -1);
  gtk_widget_set_visible (chip, FALSE);
  g_signal_connect (chip, "clicked", G_CALLBACK (open_quiet), area);
  return chip;
}

ShellPromptArea *
shell_prompt_area_new (ShellBrowser *browser, GtkWidget *window, GtkOverlay *overlay)
{
  ShellPromptArea *area = g_new0 (ShellPromptArea, 1);
  area->browser = browser;
  area->window = window;
  area->overlay = overlay;
  area->cards = g_ptr_array_new ();
  area->chip = g_object_ref_sink (make_chip (area));
  area->margin = GAP;
  g_signal_connect (overlay, "get-child-position", G_CALLBACK (place_child), area);
  GtkEventController *keys = gtk_event_controller_key_new ();
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_pressed), area);
  gtk_widget_add_controller (window, keys);
  return area;
}

void
shell_prompt_area_free (ShellPromptArea *area)
{
  g_signal_handlers_disconnect_by_data (area->overlay, area);
  g_object_unref (area->chip);
  g_ptr_array_unref (area->cards);
  g_free (area);
}

GtkWidget *
shell_prompt_area_get_chip (ShellPromptArea *area)
{
  return area->chip;
}

void
shell_prompt_area_set_margin (ShellPromptArea *area, int margin)
{
  if (area->margin == margin)
    return;
  area->margin = margin;
  gtk_widget_queue_allocate (GTK_WIDGET (area->overlay));
}

static void
surface_chosen (gpointer data, guint64 surface_id, CordonSurfaceKind kind)
{
  shell_captures_choose_surface (shell_tab_get_captures (data), surface_id, kind);
}

void
shell_prompt_area_show (ShellPromptArea *area, CordonPrompt *prompt, ShellTab *tab)
{
  shell_prompt_area_remove_closed (area);
  GtkWidget *card = shell_prompt_card_new (
    prompt, &(ShellPromptCardFacts){
              .profile = shell_browser_get_profile (area->browser),
              .test_picture = shell_browser_get_options (area->browser)->mock_devices,
              .chosen = surface_chosen,
              .data = tab,
            });
  gtk_widget_set_visible (card, FALSE);
  g_signal_connect_swapped (card, "unmap", G_CALLBACK (hand_focus_back), area);
  g_ptr_array_add (area->cards, card);
  gtk_overlay_add_overlay (area->overlay, card);
  update (area);
}

void
shell_prompt_area_remove_closed (ShellPromptArea *area)
{
  for (guint i = area->cards->len; i > 0; i--)
    {
      GtkWidget *card = g_ptr_array_index (area->cards, i - 1);
      if (cordon_prompt_is_open (shell_prompt_card_get_prompt (card)))
        continue;
      g_ptr_array_remove_index (area->cards, i - 1);
      gtk_overlay_remove_overlay (area->overlay, card);
    }
  update (area);
}

void
shell_prompt_area_set_current (ShellPromptArea *area, ShellTab *tab)
{
  area->current = tab;
  update (area);
}
