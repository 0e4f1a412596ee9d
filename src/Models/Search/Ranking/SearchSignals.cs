namespace StreamReco.Models.Search.Ranking;

/// <summary>What clicks say of an item for a query.</summary>
/// <param name="Value">
/// Logarithm of the corrected click value by the prior: 0 where nothing is known, below where it was shown and not clicked.
/// </param>
/// <param name="Evidence">Examinations that the value rests on.</param>
/// <param name="Carts">Times it was put into a cart.</param>
/// <param name="Purchases">Times it was bought.</param>
public readonly record struct ClickSignal(float Value, float Evidence, int Carts, int Purchases);

/// <summary>What clicks say of the items of one query.</summary>
public interface IQuerySignals
{
    /// <summary>How evenly the query's clicks are spread over items, nats; 0 where all are on one.</summary>
    float Entropy { get; }

    /// <summary>The items with clicks, those of the highest value first; ties by id.</summary>
    IReadOnlyList<string> Best { get; }

    /// <summary>The signal of an item.</summary>
    ClickSignal Of(string itemId);
}

/// <summary>What clicks say, over all queries.</summary>
public interface IClickSignals
{
    /// <summary>The signals of a query; null where it has none.</summary>
    /// <param name="query">As it was typed.</param>
    IQuerySignals? Of(string query);

    /// <summary>Clicks of an item over all queries.</summary>
    long PopularityOf(string itemId);

    /// <summary>The items with the most clicks; ties by id.</summary>
    IReadOnlyList<string> Popular { get; }
}

/// <summary>What is known of the person who searches, all 0 for nobody.</summary>
/// <param name="Vector">The product of the online vector with the item.</param>
/// <param name="Session">The session encoder's cosine.</param>
/// <param name="Brand">Share of the person's clicks on the item's brand.</param>
/// <param name="Category">Share of the person's clicks in the item's category.</param>
/// <param name="Price">How near the item's price is to what the person clicks, 0 to 1.</param>
/// <param name="Seen">Whether the person has seen the item.</param>
/// <param name="Bought">Whether the person has bought it.</param>
public readonly record struct PersonSignal(
    float Vector, float Session, float Brand, float Category, float Price, bool Seen, bool Bought);

/// <summary>A person who searches.</summary>
public interface IPersonSignals
{
    /// <summary>The signal of an item.</summary>
    PersonSignal Of(Items.CatalogItem item);
}

/// <summary>What is counted of items over all their clicks, whoever searches for what.</summary>
public interface IItemSignals
{
    /// <summary>Writes the counters of an item; leaves those of an item that is not known as they are.</summary>
    /// <param name="itemId">The shop's id.</param>
    /// <param name="counters"><see cref="SearchFeatures.Counters"/> values, in the order of the columns.</param>
    void Write(string itemId, Span<float> counters);
}
