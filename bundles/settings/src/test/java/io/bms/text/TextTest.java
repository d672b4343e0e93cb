// SPDX-License-Identifier: GPL-3.0-only
package io.bms.text;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class TextTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void of_everyEncodingOfTheField_isTheSameText() {
        String text = "Kühl €";
        for (Charset charset : List.of(
                StandardCharsets.UTF_8, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE, DecodedText.WINDOWS)) {
            assertEquals(text, DecodedText.of(text.getBytes(charset)).text());
            if (!charset.equals(DecodedText.WINDOWS)) {
                assertEquals(
                        text,
                        DecodedText.of(("\ufeff" + text).getBytes(charset)).text());
            }
        }
        assertEquals("", DecodedText.of(new byte[0]).text());
        assertEquals("a", DecodedText.of(new byte[] {'a'}).text());
    }

    @Test
    public void password_asEditorsWriteIt_isTheWord() throws IOException {
        for (String content :
                List.of("se cret", "se cret\n", "se cret \r\n", "\ufeffse cret\t\n", "se cret\nsecond line\n")) {
            for (Charset charset : List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16LE)) {
                assertEquals("se cret", PasswordFile.read(write(content.getBytes(charset))));
            }
        }
        assertEquals("süß", PasswordFile.read(write("süß\n".getBytes(StandardCharsets.ISO_8859_1))));
    }

    @Test
    public void password_ofAnEmptyLine_isRefused() throws IOException {
        for (String content : List.of("", "\n", "\ufeff \nsecret")) {
            Path file = write(content.getBytes(StandardCharsets.UTF_8));
            assertThrows(content, IOException.class, () -> PasswordFile.read(file));
        }
    }

    private Path write(byte[] content) throws IOException {
        return Files.write(folder.newFile().toPath(), content);
    }
}
