using StreamReco.Models.Evaluation;

namespace StreamReco.Models.Ranking;

/// <summary>Encodes queries a block at a time, for one thread.</summary>
public interface IQueryEncoder
{
    /// <summary>Encodes the queries from <paramref name="first"/> up to, not including, <paramref name="end"/>.</summary>
    void Encode(QuerySet queries, int first, int end);

    /// <summary>What was encoded of a query of the last block; valid until the next one.</summary>
    EncodedQuery this[int query] { get; }
}
