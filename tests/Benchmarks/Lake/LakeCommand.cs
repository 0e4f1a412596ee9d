using System.CommandLine;

namespace StreamReco.Benchmarks.Lake;

/// <summary><c>lake</c>: CPU of writing clicks into a lake, and of erasing users from it.</summary>
internal sealed class LakeCommand : Command
{
    public LakeCommand()
        : base("lake", "CPU of writing clicks into a lake of one partition, and of erasing users from it.")
    {
        var clicks = new Option<int>("--clicks") { Description = "Clicks.", DefaultValueFactory = _ => 1_000_000 };
        var users = new Option<int>("--users") { Description = "Users.", DefaultValueFactory = _ => 100_000 };
        var days = new Option<int>("--days") { Description = "Days that the clicks are spread over.", DefaultValueFactory = _ => 1 };
        var erased = new Option<int>("--erase") { Description = "Users to be erased.", DefaultValueFactory = _ => 2 };
        Add(clicks);
        Add(users);
        Add(days);
        Add(erased);
        SetAction(parse =>
        {
            var folder = Directory.CreateTempSubdirectory("streamreco-lake-");
            try
            {
                LakeBenchmark.Write(
                    folder.FullName, parse.GetValue(clicks), parse.GetValue(users), parse.GetValue(days), parse.GetValue(erased),
                    Console.Out);
            }
            finally
            {
                folder.Delete(recursive: true);
            }

            return 0;
        });
    }
}
