using StreamReco.Models.Items;

namespace StreamReco.Models.Search.Ranking;

/// <summary>An item that a person touched.</summary>
/// <param name="ItemId">The shop's id.</param>
/// <param name="IsPurchase">Whether it was bought.</param>
/// <param name="TimeMs">Event time, Unix milliseconds.</param>
public readonly record struct PersonTouch(string ItemId, bool IsPurchase, long TimeMs);

/// <summary>What the state of a user says for a search, the same where searches are served and where a ranker is trained.</summary>
/// <param name="Touches">What the user touched lately, in whatever order.</param>
/// <param name="Space">Fingerprint of the item space of <paramref name="Vector"/>; 0 without one.</param>
/// <param name="Vector">The online vector; empty for none.</param>
public sealed record PersonHistory(IReadOnlyList<PersonTouch> Touches, ulong Space, float[] Vector)
{
    /// <summary>The person as a search knows them; null where the catalog knows none of the items.</summary>
    /// <param name="find">What the catalog says of an item.</param>
    /// <param name="model">What the model in use says; null for nothing.</param>
    public IPersonSignals? Read(Func<string, CatalogItem?> find, ModelSignals? model)
    {
        TasteProfile? taste = null;
        foreach (var touch in Touches)
        {
            if (find(touch.ItemId) is { } item)
            {
                taste ??= new TasteProfile();
                taste.Add(item, touch.IsPurchase);
            }
        }

        return taste is null || model is null ? taste : model.PersonOf(taste, this);
    }
}
