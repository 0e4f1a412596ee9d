namespace StreamReco.Models.Content;

/// <summary>Gives items that the model does not know their places in an answer, by the gate; the same in serving and offline.</summary>
public static class ColdStartPlaces
{
    /// <summary>
    /// One place in so many may be theirs, at least one: a flood of new items leaves most of an answer as it is.
    /// </summary>
    private const int ShareOf = 5;

    /// <summary>The places, rising; a pick with the better chance comes first.</summary>
    /// <param name="gate">Says what a place is worth.</param>
    /// <param name="picks">The picks that may be shown, the best chance first.</param>
    /// <param name="room">Places of the answer.</param>
    public static IEnumerable<(int Place, ColdStartPick Pick)> Of(ColdStartGate gate, IEnumerable<ColdStartPick> picks, int room)
    {
        var (left, from) = (room < 2 ? 0 : Math.Max(1, room / ShareOf), 1);
        foreach (var pick in picks)
        {
            var place = left > 0 ? gate.PlaceOf(pick.Chance, from, room) : 0;
            if (place == 0)
            {
                yield break;
            }

            yield return (place, pick);
            (left, from) = (left - 1, place + 1);
        }
    }
}
