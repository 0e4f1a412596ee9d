namespace StreamReco.Models.Experiments.Assignment;

/// <summary>
/// A place of each list that tries items which the ranking leaves out: with a share of the lists it has one of them, each as likely as
/// the others, and the answer says how likely its item was. What such items bring can then be judged, and so can rankings that would show
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

    /// <summary>What is wrong with it, one sentence each.</summary>
    /// <param name="arm">Names the arm.</param>
    public IEnumerable<string> Faults(string arm)
    {
        if (Share is not (> 0 and <= ShareMax))
        {
            yield return $"{arm}: explore.share is {Share}; it is to be above 0 and at most {ShareMax}.";
        }

        if (Slot < 1 || To <= Slot || To > ToMax)
        {
            yield return $"{arm}: explore has slot {Slot} and to {To}; slot is a place from 1, to a rank behind the list, at most {ToMax}.";
        }
    }
}
