namespace StreamReco.StreamHost.Terminal;

/// <summary>What the program tells its caller when it ends.</summary>
internal static class ExitCode
{
    /// <summary>Done; also after Ctrl-C or SIGTERM where stopping early is no loss.</summary>
    public const int Ok = 0;

    /// <summary>It began and could not finish: no broker, no model, no disk space.</summary>
    public const int Failure = 1;

    /// <summary>It did not begin: unknown command or option, a setting that is unknown or out of range.</summary>
    public const int Usage = 2;

    /// <summary>Stopped at once by Ctrl-C, with work left undone: 128 + SIGINT, as shells count.</summary>
    public const int Interrupted = 130;
}
