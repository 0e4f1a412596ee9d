using StreamReco.Models.Encoder;
using StreamReco.Models.Retrieval.Registry;
using StreamReco.Models.Training.Ranker;

namespace StreamReco.Models.Training.Stack;

/// <summary>How a stack is trained. What is not set here is chosen on the data's own validation part.</summary>
public sealed record TwoStageSettings
{
    /// <summary>
    /// Time that training may take on two idle cores, minutes. What it buys (epochs of the encoder, settings that are
    /// tried) is worked out from the data's size before training begins, so that the result does not depend on the
    /// machine's load.
    /// </summary>
    public double BudgetMinutes { get; init; } = 45;

    /// <summary>Cuts the validation part; null chooses by the data.</summary>
    public SplitKind? Split { get; init; }

    /// <summary>Whether items of the history are no candidates; null decides by the data.</summary>
    public bool? ExcludesHistory { get; init; }

    /// <summary>
    /// Whether the sources see the validation part too once the ranker is trained. Only a protocol that forbids it
    /// (leave one out, "no refit") says no.
    /// </summary>
    public bool Refit { get; init; } = true;

    /// <summary>Sources that are left out, for an ablation.</summary>
    public IReadOnlyList<string> Without { get; init; } = [];

    /// <summary>Settings of the sources that a search has found; null chooses among the presets.</summary>
    public SourceSettings? Sources { get; init; }

    /// <summary>Settings of the encoder that a search has found; null compares some on the validation part.</summary>
    public EncoderSettings? Encoder { get; init; }

    public RankerSettings Ranker { get; init; } = new();

    /// <summary>How the space of the user vectors is trained: as the model's own, whose place it takes in serving.</summary>
    public TrainingSettings Taste { get; init; } = new();

    /// <summary>
    /// Whether the stack goes into a model that is trained on the same clicks and whose space takes the place of this one
    /// (<see cref="Ranking.TwoStageModel.In"/>): then everything is not factorized here, since nobody would use it.
    /// </summary>
    public bool TasteOfModel { get; init; }

    /// <summary>
    /// Folder that remembers the encoder's training epoch by epoch, so that a training that was killed goes on from
    /// there to the same result; null remembers nothing.
    /// </summary>
    public string? CheckpointFolder { get; init; }

    /// <summary>Threads; 0 takes one a core. The result does not depend on it.</summary>
    public int Threads { get; init; }

    /// <summary>Seed of every random choice.</summary>
    public int Seed { get; init; } = 1;
}
