namespace StreamReco.StreamHost.Search;

/// <summary>Tries a file that a setting names, when the settings are checked.</summary>
internal static class FileCheck
{
    /// <summary>What is wrong with the file; null if nothing is.</summary>
    public static string? Fault<T>(Func<string, T> read, string path)
    {
        try
        {
            read(path);
            return null;
        }
        catch (InvalidDataException e)
        {
            return e.Message;
        }
    }
}
