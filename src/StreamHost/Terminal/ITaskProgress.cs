namespace StreamReco.StreamHost.Terminal;

/// <summary>Gets every progress line of a command, beside the terminal. Thread-safe and cheap, as <see cref="IProgressLine"/> is.</summary>
internal interface ITaskProgress
{
    /// <param name="step">The line's label, for instance <c>reading</c>.</param>
    /// <param name="done">Work done, in any unit.</param>
    /// <param name="of">Work in all, in the same unit; 0 when nobody knows.</param>
    /// <param name="detail">A few words.</param>
    void Update(string step, double done, double of, string detail);
}
