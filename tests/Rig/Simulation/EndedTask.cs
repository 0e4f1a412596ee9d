namespace StreamReco.Rig.Simulation;

/// <summary>The simulation looks at tasks between its steps instead of awaiting them: it alone says when one goes on.</summary>
internal static class EndedTask
{
    /// <summary>The result of a task that has ended well.</summary>
    public static T ResultOf<T>(Task<T> task)
    {
        if (!task.IsCompletedSuccessfully)
        {
            throw new InvalidOperationException($"A task is asked for its result and is {task.Status}.", task.Exception);
        }

#pragma warning disable RS0030 // The task has ended: nothing blocks.
        return task.Result;
#pragma warning restore RS0030 // From here on a result is awaited again.
    }
}
