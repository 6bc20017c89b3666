/* The `main` of a linked executable. */
extern void dual_program_begin(void);
extern void dual_program_end(void);
extern void dual_main(void);

int main(void) {
  dual_program_begin();
  dual_main();
  dual_program_end();
  return 0;
}
