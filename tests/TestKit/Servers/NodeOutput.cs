namespace StreamReco.TestKit.Servers;

/// <summary>Keeps the last lines of a process and waits for one of them.</summary>
/// <param name="until">The text that <see cref="Seen"/> waits for; null waits for ever.</param>
internal sealed class NodeOutput(string? until)
{
    private const int LinesMax = 40;

    private readonly Queue<string> _lines = new();
    private readonly TaskCompletionSource _seen = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when a line with the text has come.</summary>
    public Task Seen => _seen.Task;

    public void Add(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_lines)
        {
            _lines.Enqueue(line);
            if (_lines.Count > LinesMax)
            {
                _lines.Dequeue();
            }
        }

        if (until is not null && line.Contains(until, StringComparison.Ordinal))
        {
            _seen.TrySetResult();
        }
    }

    public override string ToString()
    {
        lock (_lines)
        {
            return string.Join('\n', _lines);
        }
    }
}
