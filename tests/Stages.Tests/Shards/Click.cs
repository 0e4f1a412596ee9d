namespace StreamReco.Stages.Tests.Shards;

/// <summary>One made-up record.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="User">Number of the user.</param>
/// <param name="Item">Number of the item; the last few are unknown to the model.</param>
/// <param name="GapMs">Time since the record before it, ms.</param>
public sealed record Click(ClickKind Kind, int User, int Item, int GapMs);
