namespace StreamReco.Models.Lake.Outcomes;

/// <summary>What counts as an outcome, and how much one step takes.</summary>
/// <param name="HorizonMs">How long after an answer, in event time, an event is an outcome of it.</param>
/// <param name="LateMs">How far behind the newest event one may lie and still amend labels.</param>
/// <param name="RowsMax">Rows of new clicks and answers that one step takes.</param>
public sealed record OutcomeSettings(long HorizonMs, long LateMs, int RowsMax)
{
    /// <summary>Names what decides a label, in the entries of the log.</summary>
    public string Rules => FormattableString.Invariant($"horizon {HorizonMs} ms");
}
