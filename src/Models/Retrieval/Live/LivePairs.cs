using StreamReco.Models.Retrieval.Tables;

namespace StreamReco.Models.Retrieval.Live;

/// <summary>
/// The live part of a <see cref="PairTable"/>, in integers: what is added can be taken away again without a trace, in
/// any order.
/// </summary>
internal sealed class LivePairs(PairTable pairs)
{
    /// <summary>The integer that stands for weight 1.</summary>
    public const int Unit = 4096;

    /// <summary>The weight of 1 in these integers.</summary>
    public const float Weight = 1f / Unit;

    private readonly LivePairRow?[] _rows = new LivePairRow?[pairs.Items];

    /// <summary>Clicks ahead that still make a pair.</summary>
    public int Steps => pairs.Settings.Steps;

    /// <summary>The pairs of an item; null where there are none.</summary>
    public LivePairRow? Of(int row) => _rows[row];

    /// <summary>Counts the pairs that end with click <paramref name="place"/> of a session.</summary>
    public void Add(LiveSession session, int place) => Count(session, place, 1);

    /// <summary>Takes the pairs of a session out again.</summary>
    public void Remove(LiveSession session)
    {
        for (var place = session.Context; place < session.Count; place++)
        {
            Count(session, place, -1);
        }
    }

    private void Count(LiveSession session, int place, int sign)
    {
        var rows = session.Rows;
        for (var distance = 1; distance <= Steps && distance <= place; distance++)
        {
            var weight = sign * (Unit / distance);
            var (earlier, later) = (rows[place - distance], rows[place]);
            RowOf(earlier).Add(later, distance == 1 ? sign * Unit : 0, weight, 0);
            RowOf(later).Add(earlier, 0, 0, weight);
        }
    }

    private LivePairRow RowOf(int row) => _rows[row] ??= new LivePairRow();
}
