namespace StreamReco.Architecture.Tests;

/// <summary>Shows each rule a file that breaks it, and one beside it that does not: a check that cannot fail checks nothing.</summary>
public sealed class RulesCanFailTests
{
    [Theory]
    [InlineData("src/Models/StreamReco.Models.csproj", "../Stages/StreamReco.Stages.csproj", true)]
    [InlineData("src/Stages/StreamReco.Stages.csproj", "../StreamHost/StreamReco.StreamHost.csproj", true)]
    [InlineData("src/Stages/StreamReco.Stages.csproj", @"..\StreamHost\StreamReco.StreamHost.csproj", true)]
    [InlineData("src/StreamHost/StreamReco.StreamHost.csproj", "../../tests/TestKit/StreamReco.TestKit.csproj", true)]
    [InlineData("src/Other/StreamReco.Other.csproj", "../StreamHost/StreamReco.StreamHost.csproj", true)]
    [InlineData("tests/TestKit/StreamReco.TestKit.csproj", "../../src/StreamHost/StreamReco.StreamHost.csproj", true)]
    [InlineData("src/Stages/StreamReco.Stages.csproj", "../Models/StreamReco.Models.csproj", false)]
    [InlineData("tests/StreamHost.Tests/StreamReco.StreamHost.Tests.csproj", "../../src/StreamHost/StreamReco.StreamHost.csproj", false)]
    public void A_reference_against_the_arrows_is_flagged(string project, string reference, bool flagged) =>
        Flags(Rules.ReferencesFollowTheArrows, project, $"""<Project><ItemGroup><ProjectReference Include="{reference}" /></ItemGroup></Project>""", flagged);

    [Theory]
    [InlineData("src/StreamHost/Cli/RunVerb.cs", "using Confluent.Kafka;", true)]
    [InlineData("src/Stages/Decoding/DecodeStage.cs", "    Confluent.Kafka.Message<byte[], byte[]> m;", true)]
    [InlineData("src/Stages/StreamReco.Stages.csproj", """<PackageReference Include="Confluent.Kafka" />""", true)]
    [InlineData("src/StreamHost/Kafka/KafkaSource.cs", "using Confluent.Kafka;", false)]
    [InlineData("src/StreamHost/StreamReco.StreamHost.csproj", """<PackageReference Include="Confluent.Kafka" />""", false)]
    [InlineData("src/StreamHost/Http/AdminEndpoints.cs", "using Npgsql;", true)]
    [InlineData("src/StreamHost/Http/AdminEndpoints.cs", "using Dapper;", true)]
    [InlineData("src/Models/Artifacts/ModelArtifact.cs", "using Microsoft.Data.Sqlite;", true)]
    [InlineData("src/StreamHost/Sql/SqlShardStore.cs", "using Npgsql;", false)]
    [InlineData("src/Stages/Scoring/ScoreStage.cs", "using Microsoft.ML.OnnxRuntime;", true)]
    [InlineData("src/StreamHost/StreamReco.StreamHost.csproj", """<PackageReference Include="Microsoft.ML.OnnxRuntime" />""", true)]
    [InlineData("src/Models/Scoring/OnnxScorer.cs", "using Microsoft.ML.OnnxRuntime;", false)]
    public void A_library_outside_its_boundary_is_flagged(string path, string line, bool flagged) =>
        Flags(Rules.LibrariesStayBehindTheirBoundary, path, $"// first\n{line}\n", flagged);

    [Theory]
    [InlineData("src/Models/Scoring/A.cs", "using StreamReco.Models.Training.Ranker;", true)]
    [InlineData("src/Stages/Recommendations/A.cs", "using StreamReco.Models.Evaluation;", true)]
    [InlineData("src/StreamHost/Node/A.cs", "using StreamReco.StreamHost.Cli.Common;", true)]
    [InlineData("src/StreamHost/Cli/Training/A.cs", "using StreamReco.Models.Training;", false)]
    [InlineData("src/StreamHost/Node/A.cs", "using StreamReco.Models.Scoring;", false)]
    public void Serving_code_that_reaches_the_top_floor_is_flagged(string path, string line, bool flagged) =>
        Flags(Rules.ServingStandsAlone, path, $"{line}\n", flagged);

    [Theory]
    [InlineData("using StreamReco.P.B;", "", true)]
    [InlineData("using static StreamReco.P.B.Upper;", "", true)]
    [InlineData("", "B.Upper.Go();", true)]
    [InlineData("", "// B.Upper is above", false)]
    [InlineData("", "Say(\"B.Upper\");", false)]
    [InlineData("", "", false)]
    public void A_circle_of_folders_is_flagged(string import, string code, bool flagged)
    {
        RepositoryFile[] files =
        [
            new("src/P/A/Lower.cs", $"{import}\nnamespace StreamReco.P.A;\n\npublic class Lower\n{{\n    {code}\n}}\n"),
            new("src/P/B/Upper.cs", "using StreamReco.P.A;\nnamespace StreamReco.P.B;\n\npublic class Upper\n{\n}\n"),
        ];
        Rules.FoldersFormFloors(files).Any().ShouldBe(flagged);
    }

    [Fact]
    public void A_circle_by_a_type_of_an_enclosing_folder_is_flagged()
    {
        RepositoryFile[] files =
        [
            new("src/P/Outer.cs", "using StreamReco.P.A;\nnamespace StreamReco.P;\n\npublic class Outer\n{\n}\n"),
            new("src/P/A/Inner.cs", "namespace StreamReco.P.A;\n\npublic class Inner\n{\n    private Outer _outer;\n}\n"),
        ];
        Rules.FoldersFormFloors(files).ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("// TODO: later", true)]
    [InlineData("// FIXME", true)]
    [InlineData("throw new NotImplementedException();", true)]
    [InlineData("var todos = 1; // the user's list", false)]
    public void Unfinished_work_is_flagged(string line, bool flagged) =>
        Flags(Rules.NothingIsUnfinished, "src/Models/A.cs", line, flagged);

    [Theory]
    [InlineData("""var path = "/home/anna/models";""", true)]
    [InlineData("cd /root/streamreco", true)]
    [InlineData("""var path = @"C:\Users\anna";""", true)]
    [InlineData("https://example.org/home/page", false)]
    [InlineData("./src/home/page.html", false)]
    [InlineData("/usr/lib/postgresql", false)]
    public void A_path_of_one_machine_is_flagged(string line, bool flagged) =>
        Flags(Rules.NoMachinePath, "docs/OPERATIONS.md", line, flagged);

    [Theory]
    [InlineData("""<add key="feed" value="https://api.nuget.org/v3/index.json" />""", true)]
    [InlineData("npm config set registry https://registry.npmjs.org/", true)]
    [InlineData("packages come from the registry that the machine is set to", false)]
    public void A_registry_by_name_is_flagged(string line, bool flagged) =>
        Flags(Rules.NoRegistryHost, "README.md", line, flagged);

    [Theory]
    [InlineData("#pragma warning disable RS0030", true)]
    [InlineData("""[SuppressMessage("Design", "CA1000")]""", true)]
    [InlineData("#pragma warning disable RS0030 // the process's own start time, for a metric", false)]
    [InlineData("#pragma warning restore RS0030", false)]
    public void A_suppression_without_a_reason_is_flagged(string line, bool flagged) =>
        Flags(Rules.SuppressionsSayWhy, "src/Models/A.cs", line, flagged);

    [Theory]
    [InlineData(Rules.LinesMax + 1, true)]
    [InlineData(Rules.LinesMax, false)]
    public void A_long_file_is_flagged(int lines, bool flagged) =>
        Flags(Rules.FilesFitAMind, "src/Models/A.cs", string.Concat(Enumerable.Repeat("// line\n", lines)), flagged);

    [Theory]
    [InlineData("| `Quick` | `Slow` |", false)]
    [InlineData("| `Slow` |", true)]
    [InlineData("| `Slow` | `Gone` |", true)]
    [InlineData("`Slow` and `Quick`", true)]
    public void A_long_test_without_a_short_form_is_flagged(string row, bool flagged)
    {
        const string source =
            """
            [Fact]
            public void Quick() => Go();

            [Theory]
            [Trait("Length", "long")]
            [InlineData(1)]
            public async Task Slow(int seed) => await Go(seed);
            """;
        LongTests.HaveAShortForm([new("tests/A.Tests/ATests.cs", source)], new("docs/TESTING.md", row)).Any().ShouldBe(flagged);
    }

    private static void Flags(Func<RepositoryFile, IEnumerable<string>> rule, string path, string text, bool flagged) =>
        rule(new RepositoryFile(path, text)).Any().ShouldBe(flagged);
}
