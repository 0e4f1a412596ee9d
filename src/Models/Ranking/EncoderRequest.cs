using StreamReco.Models.Encoder;
using StreamReco.Models.Retrieval;

namespace StreamReco.Models.Ranking;

/// <summary>
/// A row of the encoder's batch: the newest items of a history with the time to the newest of them, and what the encoder
/// says of it once it was run. Reused from answer to answer.
/// </summary>
public sealed class EncoderRequest(EncoderModel encoder)
{
    private long _newestMs;

    /// <summary>Rows of the newest items, newest first; the first <see cref="Count"/> mean something.</summary>
    public int[] Rows { get; } = new int[encoder.Settings.RecentItems];

    /// <summary>Classes of the time from each item to the newest (<see cref="TimeGap"/>).</summary>
    public int[] Gaps { get; } = new int[encoder.Settings.RecentItems];

    /// <summary>Items that there are; 0 where there is nothing to encode.</summary>
    public int Count { get; private set; }

    /// <summary>q, D values of length 1.</summary>
    public float[] Query { get; } = new float[encoder.Dimensions];

    /// <summary>The K best rows, best first, ties by rising row.</summary>
    public int[] BestRows { get; } = new int[CandidatesOf(encoder)];

    /// <summary>Their scores q·e / τ.</summary>
    public float[] BestScores { get; } = new float[CandidatesOf(encoder)];

    /// <summary>What the encoder said; empty where there was nothing to encode.</summary>
    public EncodedQuery Encoded => Count == 0 ? default
        : new EncodedQuery { Vector = Query, Rows = BestRows, Scores = BestScores };

    /// <summary>K of an encoder's graph.</summary>
    public static int CandidatesOf(EncoderModel encoder) => Math.Min(TwoStageModel.EncoderCandidates, encoder.Items);

    /// <summary>Begins with an empty history.</summary>
    public void Clear() => Count = 0;

    /// <summary>Adds an item, newest first; those beyond L are left out.</summary>
    /// <param name="row">The item's row.</param>
    /// <param name="timeMs">Event time, Unix milliseconds.</param>
    public void Add(int row, long timeMs)
    {
        if (Count < Rows.Length)
        {
            _newestMs = Count == 0 ? timeMs : _newestMs;
            (Rows[Count], Gaps[Count]) = (row, TimeGap.BucketOf(_newestMs - timeMs));
            Count++;
        }
    }

    /// <summary>Takes the history of a query.</summary>
    public void Fill(in SessionQuery query)
    {
        Clear();
        for (var place = query.Rows.Length - 1; place >= 0 && Count < Rows.Length; place--)
        {
            Add(query.Rows[place], query.TimesMs[place]);
        }
    }
}
