namespace StreamReco.Models.Experiments.Assignment;

/// <summary>How the item is drawn that an explored place tries.</summary>
public enum SlotPolicy
{
    /// <summary>Each as likely as the others.</summary>
    Uniform,

    /// <summary>As likely as it is the best of them, by what was clicked in that place before.</summary>
    Thompson,
}

/// <summary>
/// A place of each list that tries items which the ranking leaves out: with a share of the lists it has one of them, drawn by
/// <see cref="Policy"/>, and the answer says how likely its item was. What such items bring can then be judged, and so can rankings that would show
/// them.
/// </summary>
/// <param name="Slot">The place, 1 for the first.</param>
/// <param name="Share">How often it is explored, above 0 and at most <see cref="ShareMax"/>.</param>
/// <param name="To">The last rank of those that are tried; the first is the one behind the list.</param>
public sealed record SlotExploration(int Slot, double Share, int To)
{
    /// <summary>The largest <see cref="Share"/>: what is ranked stays likely enough to be judged too.</summary>
    public const double ShareMax = 0.95;

    /// <summary>The largest <see cref="To"/>.</summary>
    public const int ToMax = 200;

    /// <summary>The <see cref="Floor"/> where none is given.</summary>
    public const double DefaultFloor = 0.1;

    /// <summary>How the item is drawn; null for <see cref="SlotPolicy.Uniform"/>.</summary>
    public SlotPolicy? Policy { get; init; }

    /// <summary>
    /// Of <see cref="SlotPolicy.Thompson"/>: the share of the draws in which each item is as likely as the others, so that each stays
    /// measurable; null for <see cref="DefaultFloor"/>.
    /// </summary>
    public double? Floor { get; init; }

    /// <summary>Whether what is drawn follows what was clicked. A method, as <see cref="ArmSettings.ChangesSearch"/>.</summary>
    public bool Learns() => Policy == SlotPolicy.Thompson;

    /// <summary>What is wrong with it, one sentence each.</summary>
    /// <param name="arm">Names the arm.</param>
    public IEnumerable<string> Faults(string arm)
    {
        if (Share is not (> 0 and <= ShareMax))
        {
            yield return $"{arm}: explore.share is {Share}; it is to be above 0 and at most {ShareMax}.";
        }

        if (Floor is not (null or (> 0 and <= 1)) || (Floor is not null && !Learns()))
        {
            yield return $"{arm}: explore.floor is {Floor}; it is to be above 0 and at most 1, beside policy thompson.";
        }

        if (Slot < 1 || To <= Slot || To > ToMax)
        {
            yield return $"{arm}: explore has slot {Slot} and to {To}; slot is a place from 1, to a rank behind the list, at most {ToMax}.";
        }
    }
}
