using StreamReco.Models.Events;
using StreamReco.Models.Items;

namespace StreamReco.Stages.Catalog;

/// <summary>
/// Joins an event with the catalog. What is joined serves the answer only: the user's state keeps what the event itself
/// said, and so is the same on every replay, whatever the catalog says by then.
/// </summary>
public sealed class EnrichStage(ICatalog catalog)
{
    /// <summary>Looks up the event's items.</summary>
    /// <param name="click">The event.</param>
    /// <param name="focus">The catalog's word on the last item of the event that it knows, or null.</param>
    public void Join(ClickEvent click, out CatalogItem? focus)
    {
        focus = null;
        for (var i = 0; i < click.Items.Count; i++)
        {
            if (catalog.Find(click.Items[i].ItemId) is { } item)
            {
                focus = item;
            }
        }
    }
}
