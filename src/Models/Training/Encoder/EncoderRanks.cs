using StreamReco.Models.Encoder;
using StreamReco.Models.LinearAlgebra;
using StreamReco.Models.Retrieval;

namespace StreamReco.Models.Training.Encoder;

/// <summary>
/// Ranks targets among all items, as many at once as a tile of the product has rows: one alone would cost as much. For one
/// thread.
/// </summary>
internal sealed class EncoderRanks(EncoderModel model, EncoderScorer scorer, bool excludeHistory)
{
    private const int Places = 20;

    private readonly SessionEncoder _encoder = model.CreateEncoder();
    private readonly int _items = model.Items;
    private readonly int _width = model.Dimensions;
    private readonly float[] _queries = new float[GemmKernel.Rows * model.Dimensions];
    private readonly float[] _scores = new float[GemmKernel.Rows * model.Items];
    private readonly (int Start, int At)[] _asked = new (int, int)[GemmKernel.Rows];

    /// <summary>Queries of a block, those that find their target among the best 20, and the sum of 1/rank of these.</summary>
    public (int Queries, int Hits, double Reciprocal) Rank(PackedSessions block)
    {
        var queries = _encoder.EncodeAll(block);
        var (sum, waiting) = ((Queries: 0, Hits: 0, Reciprocal: 0.0), 0);
        for (var session = 0; session < block.Sessions; session++)
        {
            var start = block.StartOf(session);
            for (var at = start; at < block.StartOf(session + 1); at++)
            {
                if (block.Targets[at] < 0)
                {
                    continue;
                }

                queries.Row(at).CopyTo(_queries.AsSpan(waiting * _width));
                _asked[waiting++] = (start, at);
                if (waiting == _asked.Length)
                {
                    Score(block, waiting, ref sum);
                    waiting = 0;
                }
            }
        }

        Score(block, waiting, ref sum);
        return sum;
    }

    private void Score(PackedSessions block, int count, ref (int Queries, int Hits, double Reciprocal) sum)
    {
        scorer.ScoreAll(_queries.AsSpan(0, count * _width), _scores);
        for (var place = 0; place < count; place++)
        {
            var (start, at) = _asked[place];
            var rank = RankOf(
                _scores.AsSpan(place * _items, _items), block.Targets[at], block.Rows[start..(at + 1)]);
            sum.Queries++;
            sum.Hits += rank <= Places ? 1 : 0;
            sum.Reciprocal += rank <= Places ? 1.0 / rank : 0;
        }
    }

    private int RankOf(Span<float> scores, int target, ReadOnlySpan<int> history)
    {
        var score = scores[target];
        if (excludeHistory)
        {
            foreach (var row in history)
            {
                scores[row] = row == target ? score : float.NegativeInfinity;
            }
        }

        return LargestFirst.AtLeast<float>(scores, score); // the target counts itself
    }
}
