using StreamReco.Models.Files;

namespace StreamReco.Models.Tests.Files;

public sealed class WholeFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("whole-file-").FullName;

    private string Target => Path.Combine(_folder, "file.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_file_is_replaced_and_nothing_else_is_left()
    {
        WholeFile.Write(Target, file => file.Write("one, and longer"u8));
        WholeFile.WriteShared(Target, "two"u8.ToArray());
        (await WholeFile.WriteAsync(Target, async file =>
        {
            await file.WriteAsync("three"u8.ToArray());
            return 3;
        })).ShouldBe(3);

        (await File.ReadAllTextAsync(Target)).ShouldBe("three");
        Directory.GetFiles(_folder).ShouldBe([Target]);
    }

    [Fact]
    public async Task What_breaks_off_leaves_the_file_before()
    {
        WholeFile.Write(Target, file => file.Write("before"u8));

        Should.Throw<InvalidOperationException>(() => WholeFile.Write(Target, file =>
        {
            file.Write("half"u8);
            throw new InvalidOperationException();
        }));
        await Should.ThrowAsync<InvalidOperationException>(() => WholeFile.WriteAsync<int>(Target, _ => throw new InvalidOperationException()));
        (await File.ReadAllTextAsync(Target)).ShouldBe("before");

        WholeFile.Write(Target, file => file.Write("after"u8)); // over what is left of the one that broke off
        (await File.ReadAllTextAsync(Target)).ShouldBe("after");
        Directory.GetFiles(_folder).ShouldBe([Target]);
    }
}
