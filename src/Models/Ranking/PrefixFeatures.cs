using StreamReco.Models.Retrieval;

namespace StreamReco.Models.Ranking;

/// <summary>Where candidates stand in the user's own clicks. For one thread.</summary>
/// <param name="candidates">C.</param>
internal sealed class PrefixFeatures(int candidates)
{
    private readonly float[] _recency = new float[candidates];
    private readonly float[] _logs = new float[candidates];
    private readonly float[] _mark = new float[candidates];
    private readonly int[] _counts = new int[candidates];

    /// <summary>Writes five columns. The clicks are gone through, not the candidates: most of these were never clicked.</summary>
    public void Write(in SessionQuery query, CandidatePlaces places, int count, ref FeatureColumns columns)
    {
        var session = query.Session;
        var byRow = places.ByRow;
        var recency = _recency.AsSpan(0, count);
        recency.Clear();
        for (var click = 0; click < session.Length; click++)
        {
            if (byRow[session[click]] is > 0 and var place)
            {
                recency[place - 1] = 1f / (session.Length - click); // of the newest, which comes last
            }
        }

        columns.Add(recency);
        AddCounts(session, byRow, count, ref columns);
        AddMark(session.IsEmpty ? 0 : byRow[session[^1]], count, ref columns);
        AddMark(session.IsEmpty ? 0 : byRow[session[0]], count, ref columns);
        AddCounts(query.Rows[..query.SessionStart], byRow, count, ref columns);
    }

    private void AddCounts(ReadOnlySpan<int> clicks, ReadOnlySpan<int> byRow, int count, ref FeatureColumns columns)
    {
        var counts = _counts.AsSpan(0, count);
        counts.Clear();
        foreach (var row in clicks)
        {
            if (byRow[row] is > 0 and var place)
            {
                counts[place - 1]++;
            }
        }

        var logs = _logs.AsSpan(0, count);
        for (var candidate = 0; candidate < count; candidate++)
        {
            logs[candidate] = CountLogs.Of(counts[candidate]);
        }

        columns.Add(logs);
    }

    /// <summary>1 for the candidate at a place from 1, 0 for all others.</summary>
    private void AddMark(int place, int count, ref FeatureColumns columns)
    {
        var mark = _mark.AsSpan(0, count);
        mark.Clear();
        if (place > 0)
        {
            mark[place - 1] = 1;
        }

        columns.Add(mark);
    }
}
