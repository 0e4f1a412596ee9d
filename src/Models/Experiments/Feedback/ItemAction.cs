using StreamReco.Models.Experiments.Interleaving;

namespace StreamReco.Models.Experiments.Feedback;

/// <summary>An action of a unit with an item.</summary>
/// <param name="Action">What was done.</param>
/// <param name="Item">The item: <see cref="ShownList.HashOfItem"/>.</param>
/// <param name="List">The list that the event names: <see cref="ShownList.HashOf"/>; 0 if it names none.</param>
/// <param name="AtMs">Event time, Unix ms.</param>
/// <param name="Position">Where the item stood, 1 for the first; 0 if the event does not say.</param>
/// <param name="Revenue">Of a purchase, in minor units.</param>
public readonly record struct ItemAction(
    FeedbackAction Action, uint Item, ulong List, long AtMs, int Position = 0, long Revenue = 0)
{
    /// <summary>Whose item it is in a list of two arms, as the list's id says.</summary>
    public Team Team { get; init; }

    /// <summary>What the list's id says of other arms.</summary>
    public ListComparisons Comparisons { get; init; }
}
