using StreamReco.Models.Evaluation;
using StreamReco.Models.Training.Encoder;

namespace StreamReco.Models.Ranking;

/// <summary>Encodes the blocks of a set of queries, with the code that serving encodes with.</summary>
/// <param name="model">The encoder.</param>
/// <param name="scorer">Shares what it prepared.</param>
internal sealed class BlockEncoder(EncoderModel model, EncoderScorer scorer) : IQueryEncoder
{
    private readonly QueryBlockEncoder _block = new(model, scorer, QueryBlocks.Size);
    private int _first;

    public EncodedQuery this[int query] => _block[query - _first];

    public void Encode(QuerySet queries, int first, int end)
    {
        _first = first;
        for (var query = first; query < end; query++)
        {
            _block.Encode(query - first, queries[query]);
        }

        _block.EndBlock(end - first);
    }
}
