/* The `main` of a linked executable; the usage comes with the program. */
extern const char dual_usage[];
extern void dual_program_arguments(int argc, char **argv, const char *usage);
extern void dual_program_begin(void);
extern void dual_program_end(void);
extern void dual_main(void);

int main(int argc, char **argv) {
  dual_program_arguments(argc, argv, dual_usage);
  dual_program_begin();
  dual_main();
  dual_program_end();
  return 0;
}
