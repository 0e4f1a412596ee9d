
namespace StreamReco.Models.Encoder;

/// <summary>How a session encoder is trained. The defaults were chosen on validation parts of public data.</summary>
public sealed record EncoderSettings
{
    public EncoderForm Form { get; init; } = EncoderForm.Attention;

    /// <summary>D, length of the vectors; a multiple of <see cref="Heads"/>.</summary>
    public int Dimensions { get; init; } = 128;

    /// <summary>L, newest items that a query looks at.</summary>
    public int RecentItems { get; init; } = 20;

    /// <summary>Heads of the self-attention.</summary>
    public int Heads { get; init; } = 2;

    /// <summary>Width of the feed-forward layer as a multiple of D.</summary>
    public int InnerFactor { get; init; } = 2;

    /// <summary>Whether attention knows the time between clicks; only for data with times.</summary>
    public bool TimeGaps { get; init; }

    /// <summary>
    /// Whether the block's output also moves the query by itself. Without it a query is an average of the session's
    /// items, and nothing can score above them: right where clicks are often repeated.
    /// </summary>
    public bool FreeQuery { get; init; } = true;

    /// <summary>τ: a score is the cosine divided by it.</summary>
    public float Temperature { get; init; } = 0.08f;

    /// <summary>Negatives drawn for a batch, shared by its positions; the whole vocabulary if it is not larger.</summary>
    public int Negatives { get; init; } = 2048;

    /// <summary>Negatives are drawn in proportion to count^power.</summary>
    public float NegativePower { get; init; } = 0.5f;

    /// <summary>Positions of a batch: whole sessions are taken until it has as many.</summary>
    public int BatchPositions { get; init; } = 2048;

    public int Epochs { get; init; } = 8;

    /// <summary>Adam's step size at its peak; a cosine takes it to 0 at the end of the last epoch.</summary>
    public float LearningRate { get; init; } = 0.004f;

    /// <summary>Share of the inputs' elements that are dropped in training.</summary>
    public float Dropout { get; init; } = 0.3f;

    /// <summary>
    /// A session a share x of all sessions before the end weighs exp(−x/AgeScale); 0 weighs all alike.
    /// </summary>
    public float AgeScale { get; init; }

    /// <summary>Newest clicks of a session that are trained on: bounds the memory of a batch.</summary>
    public int SessionClicksMax { get; init; } = 200;

    /// <summary>Epochs without a better validation figure after which training stops; 0 never stops.</summary>
    public int Patience { get; init; } = 3;

    /// <summary>Threads; 0 takes one a core. The result does not depend on it.</summary>
    public int Threads { get; init; }

    public int Seed { get; init; } = 1;

    /// <summary>Refuses values that cannot train.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the setting and its value.</exception>
    public void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Dimensions, 8);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Dimensions, 512);
        ArgumentOutOfRangeException.ThrowIfLessThan(Heads, 1);
        ArgumentOutOfRangeException.ThrowIfNotEqual(Dimensions % Heads, 0);
        ArgumentOutOfRangeException.ThrowIfLessThan(RecentItems, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(RecentItems, 200);
        ArgumentOutOfRangeException.ThrowIfLessThan(InnerFactor, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Temperature, 0.03f); // below it e^(1/τ) leaves the range of a float
        ArgumentOutOfRangeException.ThrowIfLessThan(Negatives, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(NegativePower);
        ArgumentOutOfRangeException.ThrowIfLessThan(BatchPositions, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Epochs, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(LearningRate);
        ArgumentOutOfRangeException.ThrowIfNegative(Dropout);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Dropout, 0.9f);
        ArgumentOutOfRangeException.ThrowIfNegative(AgeScale);
        ArgumentOutOfRangeException.ThrowIfLessThan(SessionClicksMax, 2);
        ArgumentOutOfRangeException.ThrowIfNegative(Patience);
        ArgumentOutOfRangeException.ThrowIfNegative(Threads);
    }

    /// <summary>Whether the network takes time gaps.</summary>
    internal bool UsesTimeGaps => TimeGaps && Form == EncoderForm.Attention;

    internal IEncoderNetwork Network() =>
        Form == EncoderForm.Attention ? new AttentionNetwork(this) : new AverageNetwork(this);
}
