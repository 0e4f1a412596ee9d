using System.Text.Json;
using StreamReco.Stages.Metrics;

namespace StreamReco.StreamHost.Demo;

/// <summary>
/// What the viewer of the demo learns from the recommendations topic: how long each answer took from the click's
/// writing to its own reading, whether an id came twice, and the last answers in words.
/// </summary>
/// <param name="player">Knows when a click was written.</param>
/// <param name="words">Puts answers into words.</param>
/// <param name="experiment">Takes in answers to clicks that were played; null for none.</param>
/// <param name="time">The clock.</param>
internal sealed class RecommendationBoard(ClickPlayer player, RecommendationText words, DemoExperiment? experiment, TimeProvider time)
{
    private const int UsersShown = 3;
    private const int IdsRemembered = 2_000_000;
    private static readonly TimeSpan _pace = TimeSpan.FromMilliseconds(700);

    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private readonly Queue<ShownAnswer> _shown = new();
    private readonly Lock _lock = new();
    private long _lastShownAt;

    /// <summary>From the writing of a click to the reading of its committed answer.</summary>
    public LatencyHistogram Latency { get; } = new();

    /// <summary>Answers whose id had been seen before (among the last two million); must stay 0.</summary>
    public long Repeated { get; private set; }

    /// <summary>The last answers of a few users.</summary>
    public IReadOnlyList<ShownAnswer> Shown
    {
        get
        {
            lock (_lock)
            {
                return [.. _shown];
            }
        }
    }

    /// <summary>Takes in an answer; called from the reader's thread.</summary>
    public void Add(byte[] answer)
    {
        using var json = JsonDocument.Parse(answer);
        var root = json.RootElement;
        if (!_ids.Add(root.GetProperty("recommendation_id").GetString()!))
        {
            Repeated++;
        }

        if (_ids.Count >= IdsRemembered)
        {
            _ids.Clear();
        }

        var origin = root.GetProperty("origin");
        if (player.TakeSentAt(origin.GetProperty("partition").GetInt32(), origin.GetProperty("offset").GetInt64()) is { } sentAt)
        {
            Latency.Record((long)time.GetElapsedTime(sentAt).TotalMicroseconds);
            experiment?.Take(root);
        }

        if (time.GetElapsedTime(_lastShownAt) >= _pace)
        {
            Show(words.Describe(root));
        }
    }

    private void Show(ShownAnswer answer)
    {
        _lastShownAt = time.GetTimestamp();
        lock (_lock)
        {
            _shown.Enqueue(answer);
            if (_shown.Count > UsersShown)
            {
                _shown.Dequeue();
            }
        }
    }
}
