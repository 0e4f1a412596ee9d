using StreamReco.Stages.Lake;

namespace StreamReco.StreamHost.Lake;

/// <summary>Says failures of the lake's disk with the setting that names it.</summary>
internal static class LakeFaults
{
    private const int Full = 28; // ENOSPC, of Linux and macOS alike
    private const int OverQuota = 122; // EDQUOT of Linux
    private const int FullOnWindows = unchecked((int)0x80070070);

    /// <returns>One sentence; null if it is something else than a full disk.</returns>
    public static string? NoRoom(Exception fault, LakeOptions lake)
    {
        for (Exception? at = fault; at is not null; at = at.InnerException)
        {
            if (at is IOException { HResult: Full or OverQuota or FullOnWindows })
            {
                return $"The disk of the lake '{Path.GetFullPath(lake.Directory)}' (Lake:Directory, --lake) is full: {at.Message.TrimEnd('.')}.";
            }
        }

        return null;
    }
}
