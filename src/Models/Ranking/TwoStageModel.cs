using StreamReco.Models.Encoder;
using StreamReco.Models.Items;
using StreamReco.Models.Retrieval.Factorization;

namespace StreamReco.Models.Ranking;

/// <summary>A trained stack: what retrieves, what describes, what ranks. Immutable, for any number of threads.</summary>
/// <param name="ItemIds">The vocabulary, by row.</param>
/// <param name="Traits">The data that it was trained on.</param>
/// <param name="Plan">How candidates are gathered.</param>
/// <param name="Parts">The sources' counts.</param>
/// <param name="Encoder">The session encoder; null where it was left out.</param>
/// <param name="Ranker">Scores the candidates.</param>
/// <param name="Selection">What was chosen for the data, and why.</param>
public sealed record TwoStageModel(
    IReadOnlyList<string> ItemIds,
    DataTraits Traits,
    RankPlan Plan,
    RetrievalParts Parts,
    EncoderModel? Encoder,
    RankerModel Ranker,
    TwoStageSelection Selection)
{
    /// <summary>Items that the encoder brings to an answer.</summary>
    public const int EncoderCandidates = 100;

    /// <summary>The ranker as a graph.</summary>
    public ReadOnlyMemory<byte> RankerGraph { get; init; }

    /// <summary>The encoder as a graph; empty where there is none.</summary>
    public ReadOnlyMemory<byte> EncoderGraph { get; init; }

    /// <summary>The encoder's item space; null where there is no encoder.</summary>
    public ItemVectors? Vectors { get; } = Encoder is null ? null : ItemVectors.Of(Encoder);

    /// <summary>The stack over a model's own space of user vectors, where it asks one at all.</summary>
    public TwoStageModel In(ItemSpace space) =>
        Parts.Taste is null ? this : this with { Parts = Parts with { Taste = new FactorizationIndex(space) } };
}
