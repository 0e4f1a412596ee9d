using StreamReco.Models.Lake;

namespace StreamReco.StreamHost.Lake;

/// <summary>Names this process among all that write a lake.</summary>
internal static class LakeWriters
{
    private static int _count;

    public static LakeWriter Of(TimeProvider time)
    {
        var machine = new string([.. Environment.MachineName.Where(char.IsAsciiLetterOrDigit).Take(24)]);
        return new LakeWriter(
            $"{machine}-{Environment.ProcessId}-{time.GetUtcNow().UtcTicks:x}-{Interlocked.Increment(ref _count)}", ProgramVersion.Text, time);
    }
}
