namespace StreamReco.Models.Bots;

/// <summary>How much a user's clicks look like a program's.</summary>
/// <param name="Value">Sum of the weighed signals.</param>
/// <param name="Reasons">A bit for each signal that speaks for a program; see <see cref="BotSignals.NamesOf"/>.</param>
public readonly record struct BotScore(double Value, int Reasons);
