using StreamReco.Models.Encoder;
using StreamReco.Models.Retrieval.Registry;
using StreamReco.Models.Training.Ranker;

namespace StreamReco.Models.Training.Stack;

/// <summary>What a search has found, for training.</summary>
/// <param name="Sources">Settings of the sources.</param>
public sealed record TunedSettings(SourceSettings Sources)
{
    /// <summary>Settings of the encoder; null where none were searched.</summary>
    public EncoderSettings? Encoder { get; init; }

    /// <summary>Settings of the ranker; null where none were searched.</summary>
    public RankerSettings? Ranker { get; init; }

    /// <summary>Refuses values that cannot train.</summary>
    /// <exception cref="ArgumentException">Names the setting and its value.</exception>
    public void Validate()
    {
        Sources.Knn.Validate();
        Sources.Rules.Validate();
        Sources.Slist.Validate();
        Encoder?.Validate();
        Ranker?.Validate();
    }
}
