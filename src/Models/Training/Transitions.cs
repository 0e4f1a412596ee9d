using StreamReco.Models.LinearAlgebra;

namespace StreamReco.Models.Training;

/// <summary>
/// Items×items: how often, and how soon, one item follows another in the users' sequences. Row c is the history of
/// a pseudo-user who has just looked at c; factorized beside the real users it gives the context factors of the graph.
/// </summary>
internal static class Transitions
{
    /// <summary>Clicks ahead that still count.</summary>
    private const int Reach = 10;

    /// <summary>Counts the transitions.</summary>
    /// <param name="clicks">The sequences.</param>
    /// <param name="decay">Weight of a transition g clicks ahead is decay^(g−1).</param>
    /// <param name="weight">Factor of all weights.</param>
    public static SparseMatrix Of(ClickSequences clicks, float decay, float weight)
    {
        var places = PlacesByItem(clicks);
        var builder = new SparseMatrixBuilder(clicks.ItemIds.Count);
        foreach (var item in places)
        {
            foreach (var (user, place) in item)
            {
                AddAhead(builder, clicks.Users[user], place, decay, weight);
            }

            builder.EndRow();
        }

        return builder.Build();
    }

    private static void AddAhead(
        SparseMatrixBuilder builder, IReadOnlyList<(int Item, float Weight)> user, int place, float decay, float weight)
    {
        var last = Math.Min(user.Count - 1, place + Reach);
        for (var ahead = place + 1; ahead <= last; ahead++, weight *= decay)
        {
            builder.Add(user[ahead].Item, weight);
        }
    }

    private static List<(int User, int Place)>[] PlacesByItem(ClickSequences clicks)
    {
        var places = new List<(int, int)>[clicks.ItemIds.Count];
        for (var item = 0; item < places.Length; item++)
        {
            places[item] = [];
        }

        for (var user = 0; user < clicks.Users.Count; user++)
        {
            for (var place = 0; place < clicks.Users[user].Count; place++)
            {
                places[clicks.Users[user][place].Item].Add((user, place));
            }
        }

        return places;
    }
}
