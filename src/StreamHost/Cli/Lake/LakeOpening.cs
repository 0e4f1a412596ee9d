using StreamReco.Models.Lake;
using StreamReco.StreamHost.Lake;
using StreamReco.StreamHost.Options;

namespace StreamReco.StreamHost.Cli.Lake;

/// <summary>Opens the lake of the settings for commands that look into it.</summary>
internal static class LakeOpening
{
    /// <exception cref="LakeException">The folder holds no lake.</exception>
    public static ClickLake Open(StreamRecoOptions options, TimeProvider time)
    {
        var folder = options.Lake.Directory;
        var where = $"'{folder}' (Lake:Directory, --lake)";
        return Directory.Exists(folder) ? ClickLake.Open(new DiskLakeFiles(folder), where, LakeWriters.Of(time))
            : throw new LakeException(File.Exists(folder)
                ? $"{where} is a file; name the folder of a lake." : $"{where} is no folder; 'lake run' makes a lake.");
    }
}
