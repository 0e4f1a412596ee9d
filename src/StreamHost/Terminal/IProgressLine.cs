namespace StreamReco.StreamHost.Terminal;

/// <summary>One line of progress. Thread-safe; cheap enough to be called for every block of work.</summary>
internal interface IProgressLine
{
    /// <summary>Says where the work stands.</summary>
    /// <param name="done">Work done, in any unit.</param>
    /// <param name="of">Work in all, in the same unit; 0 when nobody knows.</param>
    /// <param name="detail">A few words beside the bar, for instance <c>epoch 3 of 12</c>.</param>
    void Update(double done, double of, string detail);
}
