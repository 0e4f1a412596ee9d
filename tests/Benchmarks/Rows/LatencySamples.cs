using System.Globalization;
using System.Text;

namespace StreamReco.Benchmarks.Rows;

/// <summary>Latencies of one phase: an answer's <c>as_of</c> is the moment at which its click was due. Thread-safe.</summary>
internal sealed class LatencySamples
{
    private readonly List<double> _ms = [];
    private readonly Lock _gate = new();
    private TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _expected;

    /// <summary>Ends when the phase's last answer is seen.</summary>
    public Task AllSeen => _all.Task;

    /// <summary>Begins a phase of so many clicks; the samples of the one before are dropped.</summary>
    public void Begin(long clicks)
    {
        lock (_gate)
        {
            _ms.Clear();
            _expected = clicks;
            _all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>Takes an answer that has become visible.</summary>
    public void Take(byte[] answer, long nowMs)
    {
        var dueMs = AsOfMs(answer);
        lock (_gate)
        {
            _ms.Add(nowMs - dueMs);
            if (_ms.Count >= _expected)
            {
                _all.TrySetResult();
            }
        }
    }

    public RateLatency Summary(int rate)
    {
        lock (_gate)
        {
            _ms.Sort();
            double At(double share) => _ms[Math.Min(_ms.Count - 1, (int)(share * _ms.Count))];
            return new RateLatency(rate, At(0.5), At(0.9), At(0.99), _ms.Count);
        }
    }

    private static long AsOfMs(ReadOnlySpan<byte> answer)
    {
        var field = "\"as_of\":\""u8;
        var text = answer[(answer.IndexOf(field) + field.Length)..];
        text = text[..text.IndexOf((byte)'"')];
        return DateTimeOffset.Parse(Encoding.ASCII.GetString(text), CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();
    }
}
